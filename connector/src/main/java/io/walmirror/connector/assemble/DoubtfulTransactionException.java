package io.walmirror.connector.assemble;

import io.walmirror.envelope.Lsn;

/**
 * A transaction that was sent while it was open cannot be told from what was rolled back in it, and
 * must be read again as a whole.
 */
public final class DoubtfulTransactionException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Lsn commitLsn;

  DoubtfulTransactionException(Lsn commitLsn) {
    super("transaction at " + commitLsn + " must be read again as a whole");
    this.commitLsn = commitLsn;
  }

  /** Where its commit record starts. */
  public Lsn commitLsn() {
    return commitLsn;
  }
}
