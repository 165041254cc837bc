package io.walmirror.connector.metrics;

import io.walmirror.connector.snapshot.LeafProgress;
import io.walmirror.connector.snapshot.SnapshotListener;
import io.walmirror.connector.snapshot.SnapshotTable;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a snapshot is, by table: rows read by this task, and how many there may be. Written by
 * the reader thread, read by any; the log is told of each table's end, and of the rest now and
 * then.
 */
public final class SnapshotFigures {

  private static final Logger log = LoggerFactory.getLogger(SnapshotFigures.class);
  private static final long SAY_NANOS = Duration.ofSeconds(30).toNanos();

  private final LongSupplier nanoClock;
  private final SnapshotListener listener;
  private final ConcurrentMap<String, Table> tables = new ConcurrentHashMap<>();
  private volatile boolean running;
  private long beginNanos;
  private long saidNanos;

  /** A table's rows: read, and estimated beforehand; when the first of them came. */
  private static final class Table {
    private final AtomicLong read = new AtomicLong();
    private volatile long estimated;
    private volatile long beginNanos;
    private volatile boolean done;
    private boolean begun;

    /** Never less than what was read: an estimate is one. */
    private long expected() {
      return done ? read.get() : Math.max(read.get(), estimated);
    }
  }

  public SnapshotFigures(LongSupplier nanoClock, SnapshotListener listener) {
    this.nanoClock = nanoClock;
    this.listener = listener;
  }

  /** What is to be read, by a plan that replaces the one before. */
  public void planned(Collection<LeafProgress> leaves) {
    if (!running) {
      beginNanos = nanoClock.getAsLong();
      saidNanos = beginNanos;
      running = true;
      listener.began(leaves.stream().map(leaf -> leaf.table().name()).distinct().toList());
    }
    Map<String, Long> estimates = new TreeMap<>();
    for (LeafProgress leaf : leaves) {
      long share = leaf.leaf().rows() * (leaf.chunks() - leaf.chunksDone()) / leaf.chunks();
      estimates.merge(leaf.table().name().toString(), share, Long::sum);
    }
    estimates.forEach(
        (name, estimate) -> {
          Table table = tables.computeIfAbsent(name, any -> new Table());
          table.estimated = table.read.get() + estimate;
          table.done = false;
        });
  }

  /** So many rows of a table were read. */
  public void read(SnapshotTable of, int rows) {
    Table table = tables.get(of.name().toString());
    begin(of, table);
    table.read.addAndGet(rows);
  }

  private void begin(SnapshotTable of, Table table) {
    if (!table.begun) {
      table.begun = true;
      table.beginNanos = nanoClock.getAsLong();
      listener.tableBegan(of.name());
    }
  }

  /** A table's last row was read. */
  public void done(SnapshotTable of) {
    Table table = tables.get(of.name().toString());
    begin(of, table);
    listener.tableDone(of.name(), table.read.get());
    table.done = true;
    log.info("{} is read: {} rows", of.name(), table.read.get());
  }

  /** All rows were read. */
  public void ended() {
    if (running) {
      running = false;
      listener.ended();
      tables.values().forEach(table -> table.done = true);
      double seconds = (nanoClock.getAsLong() - beginNanos) / 1e9;
      log.info(
          "{} rows of {} tables were read in {} s",
          rowsRead(),
          tables.size(),
          String.format("%.1f", seconds));
    }
  }

  /** Tells the log how far it is, if it was not told lately. */
  public void say() {
    long now = nanoClock.getAsLong();
    if (now - saidNanos >= SAY_NANOS) {
      saidNanos = now;
      tables().forEach((name, state) -> log.info("reading {}: {}", name, state));
    }
  }

  public boolean running() {
    return running;
  }

  public long rowsRead() {
    return tables.values().stream().mapToLong(table -> table.read.get()).sum();
  }

  public long rowsExpected() {
    return tables.values().stream().mapToLong(Table::expected).sum();
  }

  /** Of each table that is begun and not done: rows, rate, and seconds to go. */
  public Map<String, String> tables() {
    Map<String, String> states = new TreeMap<>();
    long now = nanoClock.getAsLong();
    tables.forEach(
        (name, table) -> {
          if (table.read.get() > 0 && !table.done) {
            states.put(name, state(table, now));
          }
        });
    return states;
  }

  private static String state(Table table, long now) {
    long read = table.read.get();
    long expected = table.expected();
    double rate = read / Math.max(1e-3, (now - table.beginNanos) / 1e9);
    return String.format(
        "%d of about %d rows, %.0f rows/s, %.0f s to go",
        read, expected, rate, (expected - read) / Math.max(rate, 1e-3));
  }
}
