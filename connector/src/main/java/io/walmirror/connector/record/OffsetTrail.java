package io.walmirror.connector.record;

import io.walmirror.connector.event.Change;
import io.walmirror.connector.event.ResumePoint;
import io.walmirror.connector.event.Transaction;
import java.util.function.IntPredicate;

/**
 * The offsets of records in their order: what the last one covers, and what the next will say
 * besides where the stream is. Used by the reader thread alone.
 */
final class OffsetTrail {

  private History history;
  private SourceOffset last;
  private SourceOffset held;
  private SourceOffset.Unfinished snapshot;
  private IntPredicate unfinished = relation -> false;
  private String signals = "";
  private TransactionCounts told;

  /** Goes on at {@code start}, in the middle of a transaction of which that was told. */
  OffsetTrail(History history, ResumePoint start, TransactionCounts told) {
    this.history = history;
    this.told = told;
    this.last = new SourceOffset(history, start, 0, 0).withTold(told);
  }

  /** What follows is of another stream of the same generation, on its timeline. */
  void goOnIn(History same) {
    history = same;
  }

  long generation() {
    return history.generation();
  }

  /** The last record's. */
  SourceOffset last() {
    return last;
  }

  /** What covers this change and all before it. */
  SourceOffset after(Change change) {
    Transaction transaction = change.transaction();
    return offset(ResumePoint.after(change), transaction.xid(), transaction.commitMicros());
  }

  /** A record with this offset was sent. */
  void reached(SourceOffset offset) {
    last = offset;
  }

  /** The stream is here, and nothing was sent for it. */
  SourceOffset reached(ResumePoint point) {
    last = offset(point, 0, 0);
    return last;
  }

  /**
   * From now on offsets say that this snapshot is not stored as a whole; {@code unfinishedTable}
   * tells by its OID whether a table still has rows to be read.
   */
  void beginSnapshot(SourceOffset.Unfinished begun, IntPredicate unfinishedTable) {
    snapshot = begun;
    unfinished = unfinishedTable;
    held = null;
    last = last.withSnapshot(begun);
  }

  /** The snapshot is stored as a whole. */
  void snapshotStored() {
    snapshot = null;
    unfinished = relation -> false;
    held = null;
    last = last.withSnapshot(null);
  }

  /**
   * The next record is of a row of this table, and lacks a large value. If a snapshot may have to
   * read it again after a crash, it must be noticed again then: offsets stay before it.
   */
  void partial(int relation) {
    if (held == null && unfinished.test(relation)) {
      held = last;
    }
  }

  /** From now on offsets tell this of signals. */
  void signals(String others) {
    signals = others;
    last = last.withSignals(others);
    held = held == null ? null : held.withSignals(others);
  }

  /** A transaction is told of from its beginning; null if it was, before a restart within it. */
  SourceOffset begun(Transaction transaction) {
    if (told.isOf(transaction)) {
      return null;
    }
    told = TransactionCounts.begin(transaction);
    last = held == null ? last.withTold(told) : held;
    return last;
  }

  /** Counts one event more of a transaction, of this table. */
  TransactionCounts count(Transaction transaction, String table) {
    told = (told.isOf(transaction) ? told : TransactionCounts.begin(transaction)).plus(table);
    return told;
  }

  /** What was told of the transaction that ends with this. */
  TransactionCounts ended(Change.Ended change) {
    TransactionCounts counts = told;
    told = TransactionCounts.NONE;
    Transaction transaction = change.transaction();
    last = offset(change.point(), transaction.xid(), transaction.commitMicros());
    return counts;
  }

  private SourceOffset offset(ResumePoint point, int xid, long commitMicros) {
    return held == null
        ? new SourceOffset(history, point, xid, commitMicros, snapshot, signals, told)
        : held;
  }
}
