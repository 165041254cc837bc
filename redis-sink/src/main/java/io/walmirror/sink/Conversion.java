package io.walmirror.sink;

import io.walmirror.envelope.SweepRecord;
import io.walmirror.envelope.TableName;
import io.walmirror.sink.Mappings.Mapping;
import io.walmirror.sink.command.Command;
import io.walmirror.sink.row.Origin;
import io.walmirror.sink.row.Refusal;
import io.walmirror.sink.row.RejectedRecordException;
import io.walmirror.sink.row.RowOperation;
import io.walmirror.sink.row.RowOperation.Remove;
import io.walmirror.sink.row.RowOperation.Truncate;
import io.walmirror.sink.row.RowOperation.Upsert;
import io.walmirror.sink.row.RowReader;
import io.walmirror.sink.row.SweepReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;

/** Records to commands. Whatever goes wrong on the way is this record's fault and no other's. */
final class Conversion {

  private final RowReader rows;
  private final Mappings mappings;
  private final Predicate<String> swept;

  /** With the topics of which a sweep may be heard. */
  Conversion(RowReader rows, Mappings mappings, Predicate<String> swept) {
    this.rows = rows;
    this.mappings = mappings;
    this.swept = swept;
  }

  /** What is to be done about the record, for each mapping that takes it; never nothing. */
  List<Step> steps(SinkRecord record) {
    RowOperation operation;
    try {
      if (RowReader.isControl(record)) {
        return List.of(heard(record));
      }
      operation = rows.read(record);
    } catch (DataException e) {
      return List.of(unread(record, e));
    } catch (ConnectException e) {
      // No fault of the record: Redis was asked about the mapping.
      throw e;
    } catch (RuntimeException e) {
      return List.of(unread(record, e));
    }
    Origin origin = origin(operation);
    if (origin == null) {
      return List.of(new Step.Pass(record));
    }
    List<Mapping> takers = mappings.of(origin.topic(), origin.table());
    if (takers.isEmpty()) {
      return List.of(unmapped(record, origin.table()));
    }
    return takers.stream()
        .map(each -> step(record, () -> each.command(record, operation)))
        .toList();
  }

  private static Step step(SinkRecord record, Supplier<Optional<Command>> conversion) {
    try {
      Optional<Command> command = conversion.get();
      return command.isPresent() ? new Step.Send(record, command.get()) : new Step.Pass(record);
    } catch (RejectedRecordException e) {
      // A tombstone out of a topic that never had an event: none of its rows was ever written.
      return e.refusal() == Refusal.NO_TABLE && record.value() == null
          ? new Step.Pass(record)
          : refused(record, e);
    } catch (RuntimeException e) {
      return refused(record, e);
    }
  }

  /** A record that could not be read is of no concern where no mapping can take it. */
  private Step unread(SinkRecord record, RuntimeException e) {
    Optional<TableName> table =
        e instanceof RejectedRecordException rejected ? rejected.table() : Optional.empty();
    return mappings.mayTake(record.topic(), table) ? refused(record, e) : unmapped(record, table);
  }

  private Step unmapped(SinkRecord record, Optional<TableName> table) {
    boolean bare = record.value() == null && table.isEmpty();
    if (mappings.ignoresUnmapped() || (bare && mappings.mayTake(record.topic(), table))) {
      return new Step.Pass(record);
    }
    return refused(
        record,
        new RejectedRecordException(
            Refusal.NO_MAPPING,
            "no mapping takes records of topic "
                + record.topic()
                + table.map(name -> ", table " + name).orElse("")
                + "; name one of the two in redis.mappings.<name>.topics or .tables, or set"
                + " redis.unmapped=ignore"));
  }

  /** Nothing where it is of no row. */
  private static Origin origin(RowOperation operation) {
    return switch (operation.kind()) {
      case UPSERT -> ((Upsert) operation).origin();
      case REMOVE -> ((Remove) operation).origin();
      case TRUNCATE -> ((Truncate) operation).origin();
      case IGNORE -> null;
    };
  }

  private static Step refused(SinkRecord record, RuntimeException e) {
    if (e instanceof RejectedRecordException rejected) {
      return new Step.Refuse(record, rejected.refusal().name(), rejected);
    }
    DataException reason = e instanceof DataException data ? data : unreadable(e);
    return new Step.Refuse(record, Refusal.MALFORMED.name(), reason);
  }

  /** A sweep of a table that is among ours; whatever else a source says about itself passes. */
  private Step control(SinkRecord record) {
    Optional<SweepRecord> said = SweepReader.read(record);
    SortedMap<String, SortedMap<Integer, Long>> offsets = new TreeMap<>();
    said.ifPresent(sweep -> offsets.putAll(sweep.offsets()));
    offsets.keySet().removeIf(swept.negate());
    if (offsets.isEmpty()) {
      return new Step.Pass(record);
    }
    SweepRecord sweep = new SweepRecord(said.get().table(), said.get().before(), offsets);
    List<Command.Empty> tables = new ArrayList<>();
    for (Truncate operation : SweepReader.operations(sweep)) {
      for (Mapping mapping : mappings.of(operation.origin().topic(), operation.origin().table())) {
        mapping
            .command(record, operation)
            .map(Command.Empty.class::cast)
            .filter(table -> isNew(tables, table))
            .ifPresent(tables::add);
      }
    }
    return tables.isEmpty() ? new Step.Pass(record) : new Step.Sweep(record, sweep, tables);
  }

  /** A control record is of no mapping: what is damaged in it is rejected whatever they take. */
  private Step heard(SinkRecord record) {
    try {
      return control(record);
    } catch (DataException e) {
      return refused(record, e);
    }
  }

  private static boolean isNew(List<Command.Empty> tables, Command.Empty table) {
    return tables.stream().noneMatch(each -> each.keyspace().equals(table.keyspace()));
  }

  /** The failure without its message, in which a row's values may stand. */
  private static DataException unreadable(RuntimeException e) {
    DataException unreadable =
        new DataException("a value does not fit its schema (" + e.getClass().getName() + ")");
    unreadable.setStackTrace(e.getStackTrace());
    return unreadable;
  }
}
