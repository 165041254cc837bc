package io.walmirror.connector.assemble;

import io.walmirror.connector.event.ResumePoint;
import io.walmirror.connector.event.Transaction;

/** The transaction that was half delivered does not hold the change to go on after. */
public final class ResumePointLostException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ResumePointLostException(Transaction transaction, ResumePoint point) {
    super(
        "transaction "
            + Integer.toUnsignedString(transaction.xid())
            + " at "
            + transaction.commitLsn()
            + " does not hold change "
            + point.sameLsn()
            + " at "
            + point.changeLsn()
            + ", after which to go on: another server or another publication answers under this"
            + " name");
  }
}
