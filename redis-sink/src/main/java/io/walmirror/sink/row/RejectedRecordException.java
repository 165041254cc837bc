package io.walmirror.sink.row;

import io.walmirror.envelope.TableName;
import java.util.Optional;
import org.apache.kafka.connect.errors.DataException;

/** This record's own fault: it goes to the dead letter queue, or fails the task. */
public final class RejectedRecordException extends DataException {

  private static final long serialVersionUID = 1L;

  private final Refusal refusal;
  private final transient TableName table;

  public RejectedRecordException(Refusal refusal, String message) {
    super(message);
    this.refusal = refusal;
    this.table = null;
  }

  private RejectedRecordException(RejectedRecordException reason, TableName table) {
    super(reason.getMessage(), reason);
    this.refusal = reason.refusal;
    this.table = table;
  }

  /** The same, of a row of that table where it is known. */
  RejectedRecordException of(Optional<TableName> known) {
    return known.isEmpty() ? this : new RejectedRecordException(this, known.get());
  }

  /** The table of the row, where the record could be read so far. */
  public Optional<TableName> table() {
    return Optional.ofNullable(table);
  }

  public Refusal refusal() {
    return refusal;
  }
}
