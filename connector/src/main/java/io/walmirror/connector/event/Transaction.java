package io.walmirror.connector.event;

import io.walmirror.envelope.Lsn;

/**
 * A committed transaction: its id (unsigned), where its commit record starts, when it was
 * committed, in microseconds from 1970, where the commit before it in the stream ended ({@link
 * Lsn#ZERO} where there was none), and from which server it was replayed.
 *
 * <p>A message outside any transaction has one of its own, with the id zero.
 */
public record Transaction(
    int xid, Lsn commitLsn, long commitMicros, Lsn previousEnd, Origin origin) {

  /** True for what stands in for a transaction where there was none. */
  public boolean isNone() {
    return xid == 0;
  }

  /** The same transaction, replayed from another server. */
  public Transaction from(Origin other) {
    return new Transaction(xid, commitLsn, commitMicros, previousEnd, other);
  }

  /** The replication origin that a transaction was replayed from, and its LSN there. */
  public record Origin(String name, Lsn lsn) {

    /** Committed on this very server. */
    public static final Origin LOCAL = new Origin("", Lsn.ZERO);
  }
}
