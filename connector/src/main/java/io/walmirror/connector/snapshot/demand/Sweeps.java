package io.walmirror.connector.snapshot.demand;

import io.walmirror.connector.ack.Acknowledgements;
import io.walmirror.connector.ack.Written;
import io.walmirror.connector.record.Records;
import io.walmirror.envelope.Lsn;
import io.walmirror.envelope.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Ends the reading of a whole table with a sweep: when Kafka has all of its rows, and everything
 * that was emitted before, whatever a mirror holds of the table that is older than the beginning of
 * the reading is of rows that are gone. Used by the reader thread alone; receipts come from any.
 */
public final class Sweeps {

  /**
   * A table that was read and is to be swept: where that began, how far the stream was read when it
   * ended, and how far the table's records are in Kafka.
   */
  public record Due(TableName table, Since since, long end, String written) {}

  private final Acknowledgements acknowledgements;
  private final List<Read> read = new ArrayList<>();
  private Optional<Read> current = Optional.empty();

  /** A table's rows on their way to Kafka. */
  private static final class Read {
    private final TableName table;
    private final Since since;
    private final Written written;
    private final AtomicInteger underWay = new AtomicInteger();
    private Lsn end = Lsn.ZERO;

    private Read(TableName table, Since since, Written written) {
      this.table = table;
      this.since = since;
      this.written = written;
    }

    private Due due() {
      return new Due(table, since, end.value(), written.text());
    }
  }

  Sweeps(Acknowledgements acknowledgements) {
    this.acknowledgements = acknowledgements;
  }

  /** What an earlier run had read, and not swept. */
  void restore(Records records, List<Due> earlier) {
    for (Due due : earlier) {
      Read again = read(records, due.table, due.since, due.written);
      again.end = new Lsn(due.end);
      read.add(again);
    }
  }

  /** A table is read as a whole from here on, or from where it had come to. */
  void begin(Records records, TableName table, Since since, String writtenBefore) {
    boolean goesOn =
        current.filter(each -> each.table.equals(table) && each.since.equals(since)).isPresent();
    if (!goesOn) {
      drop();
      current = Optional.of(read(records, table, since, writtenBefore));
    }
  }

  private Read read(Records records, TableName table, Since since, String writtenBefore) {
    Written written = acknowledgements.follow(records.topic(table));
    written.add(writtenBefore);
    return new Read(table, since, written);
  }

  /** A row of the table is sent; what it returns is to be run when Kafka has it, and runs that. */
  Runnable sent(Runnable also) {
    if (current.isEmpty()) {
      return also;
    }
    AtomicInteger underWay = current.get().underWay;
    underWay.incrementAndGet();
    return () -> {
      underWay.decrementAndGet();
      also.run();
    };
  }

  /** How far the table's records are in Kafka. */
  String written() {
    return current.map(each -> each.written.text()).orElse("");
  }

  /** The last row of the table was sent; the stream was read so far. */
  void end(Lsn covered) {
    current.ifPresent(
        each -> {
          each.end = covered;
          read.add(each);
        });
    current = Optional.empty();
  }

  /** The table is not read to its end. */
  void drop() {
    current.ifPresent(each -> acknowledgements.forget(each.written));
    current = Optional.empty();
  }

  boolean isEmpty() {
    return read.isEmpty();
  }

  /**
   * Sweeps what Kafka has by now, the stream stored so far; true if any was. Each sweep has the
   * state with it in which it still is due.
   */
  boolean sweep(
      Records records,
      Lsn stored,
      Map<String, String> partition,
      Supplier<Map<String, Object>> state) {
    List<Read> ready =
        read.stream()
            .filter(each -> each.underWay.get() == 0 && !stored.isBefore(each.end))
            .toList();
    if (ready.isEmpty()) {
      return false;
    }
    Map<String, Object> due = state.get();
    for (Read each : ready) {
      Lsn point = new Lsn(each.since.lsn());
      SortedMap<String, SortedMap<Integer, Long>> written = each.written.offsets();
      records.controls().sweep(partition, due, each.table, point, each.since.number(), written);
      acknowledgements.forget(each.written);
    }
    read.removeAll(ready);
    return true;
  }

  /** What is to be swept yet. */
  List<Due> due() {
    return read.stream().map(Read::due).toList();
  }

  /** Another history: its positions are others, and a sweep of its own follows. */
  void clear() {
    drop();
    read.forEach(each -> acknowledgements.forget(each.written));
    read.clear();
  }
}
