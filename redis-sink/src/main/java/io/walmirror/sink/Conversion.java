package io.walmirror.sink;

import io.walmirror.sink.command.Command;
import io.walmirror.sink.command.Commands;
import io.walmirror.sink.row.Refusal;
import io.walmirror.sink.row.RejectedRecordException;
import io.walmirror.sink.row.RowOperation;
import io.walmirror.sink.row.RowReader;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;

/** Records to commands. Whatever goes wrong on the way is this record's fault and no other's. */
final class Conversion {

  private final RowReader rows;
  private final Commands commands;

  Conversion(RowReader rows, Commands commands) {
    this.rows = rows;
    this.commands = commands;
  }

  Step step(SinkRecord record) {
    try {
      RowOperation operation = rows.read(record);
      Optional<Command> command = commands.of(operation);
      return command.isPresent() ? new Step.Send(record, command.get()) : new Step.Pass(record);
    } catch (RejectedRecordException e) {
      return new Step.Refuse(record, e.refusal().name(), e);
    } catch (DataException e) {
      return new Step.Refuse(record, Refusal.MALFORMED.name(), e);
    } catch (ConnectException e) {
      // No fault of the record: Redis was asked about the mapping.
      throw e;
    } catch (RuntimeException e) {
      return new Step.Refuse(record, Refusal.MALFORMED.name(), unreadable(e));
    }
  }

  /** The failure without its message, in which a row's values may stand. */
  private static DataException unreadable(RuntimeException e) {
    DataException unreadable =
        new DataException("a value does not fit its schema (" + e.getClass().getName() + ")");
    unreadable.setStackTrace(e.getStackTrace());
    return unreadable;
  }
}
