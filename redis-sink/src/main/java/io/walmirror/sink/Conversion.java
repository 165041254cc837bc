package io.walmirror.sink;

import io.walmirror.envelope.SweepRecord;
import io.walmirror.sink.command.Command;
import io.walmirror.sink.command.Commands;
import io.walmirror.sink.row.Refusal;
import io.walmirror.sink.row.RejectedRecordException;
import io.walmirror.sink.row.RowOperation;
import io.walmirror.sink.row.RowReader;
import io.walmirror.sink.row.SweepReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;

/** Records to commands. Whatever goes wrong on the way is this record's fault and no other's. */
final class Conversion {

  private final RowReader rows;
  private final Commands commands;
  private final Predicate<String> swept;

  /** With the topics of which a sweep may be heard. */
  Conversion(RowReader rows, Commands commands, Predicate<String> swept) {
    this.rows = rows;
    this.commands = commands;
    this.swept = swept;
  }

  Step step(SinkRecord record) {
    try {
      if (RowReader.isControl(record)) {
        return control(record);
      }
      RowOperation operation = rows.read(record);
      Optional<Command> command = commands.of(operation);
      return command.isPresent() ? new Step.Send(record, command.get()) : new Step.Pass(record);
    } catch (RejectedRecordException e) {
      return new Step.Refuse(record, e.refusal().name(), e);
    } catch (DataException e) {
      return new Step.Refuse(record, Refusal.MALFORMED.name(), e);
    } catch (RuntimeException e) {
      return new Step.Refuse(record, Refusal.MALFORMED.name(), unreadable(e));
    }
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
    for (RowOperation operation : SweepReader.operations(sweep)) {
      Command.Empty table = (Command.Empty) commands.of(operation).orElseThrow();
      if (tables.stream().noneMatch(other -> other.keyspace().equals(table.keyspace()))) {
        tables.add(table);
      }
    }
    return new Step.Sweep(record, sweep, tables);
  }

  /** The failure without its message, in which a row's values may stand. */
  private static DataException unreadable(RuntimeException e) {
    DataException unreadable =
        new DataException("a value does not fit its schema (" + e.getClass().getName() + ")");
    unreadable.setStackTrace(e.getStackTrace());
    return unreadable;
  }
}
