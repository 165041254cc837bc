package io.walmirror.sink.row;

import org.apache.kafka.connect.errors.DataException;

/** This record's own fault: it goes to the dead letter queue, or fails the task. */
public final class RejectedRecordException extends DataException {

  private static final long serialVersionUID = 1L;

  private final Refusal refusal;

  public RejectedRecordException(Refusal refusal, String message) {
    super(message);
    this.refusal = refusal;
  }

  public Refusal refusal() {
    return refusal;
  }
}
