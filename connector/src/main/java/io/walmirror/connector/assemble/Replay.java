package io.walmirror.connector.assemble;

import io.walmirror.connector.pgoutput.Message;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A committed transaction that was sent while it was open, being read back. */
final class Replay {

  private final StreamedTransaction transaction;
  private final Message.Commit commit;
  private final StreamedTransaction.Entries entries;

  private Replay(
      StreamedTransaction transaction, Message.Commit commit, StreamedTransaction.Entries entries) {
    this.transaction = transaction;
    this.commit = commit;
    this.entries = entries;
  }

  static Replay open(StreamedTransaction transaction, Message.StreamCommit commit) {
    try {
      return new Replay(
          transaction,
          new Message.Commit(commit.commitLsn(), commit.endLsn(), commit.commitMicros()),
          transaction.entries());
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  StreamedTransaction transaction() {
    return transaction;
  }

  /** What ends it. */
  Message.Commit commit() {
    return commit;
  }

  /** Its next message, or null after the last. */
  StreamedTransaction.Entry next() {
    try {
      return entries.next();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  void close() {
    try {
      entries.close();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static UncheckedIOException unreadable(IOException e) {
    return new UncheckedIOException(
        "cannot read a transaction back from the folder that streaming.spill.folder names: "
            + e.getMessage(),
        e);
  }
}
