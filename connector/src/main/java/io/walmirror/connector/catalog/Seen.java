package io.walmirror.connector.catalog;

import io.walmirror.envelope.Lsn;
import java.util.Arrays;

/**
 * Which committed transactions a chunk's snapshot shows. A commit record may be in the log, and its
 * transaction streamed, before a new snapshot shows it: until it left the list of those in progress
 * (with synchronous replication that may take long). So no place in the log can tell.
 */
public sealed interface Seen {

  /** True if the snapshot shows the transaction with this id that committed there. */
  boolean sees(int xid, Lsn commit);

  /** What {@code pg_current_snapshot()} prints: {@code xmin:xmax:xip,xip}. */
  static Seen of(String snapshot) {
    String[] parts = snapshot.split(":", -1);
    int[] running =
        parts[2].isEmpty()
            ? new int[0]
            : Arrays.stream(parts[2].split(",")).mapToInt(Seen::low).sorted().toArray();
    return new ByTransactions(low(parts[1]), running);
  }

  private static int low(String fullXid) {
    return (int) Long.parseUnsignedLong(fullXid);
  }

  /** On a primary: those below the next id that were not in progress. */
  @SuppressWarnings("ArrayRecordComponent") // Made once, never compared.
  record ByTransactions(int next, int[] running) implements Seen {
    @Override
    public boolean sees(int xid, Lsn commit) {
      // Ids wrap around; both are of now, so that their difference does not.
      return xid - next < 0 && Arrays.binarySearch(running, xid) < 0;
    }
  }

  /**
   * On a standby, whose snapshots list no transactions in progress: those whose commit had been
   * replayed before the snapshot was taken. A newer one may be shown or not.
   */
  record ByReplay(Lsn replayed) implements Seen {
    @Override
    public boolean sees(int xid, Lsn commit) {
      return commit.isBefore(replayed);
    }
  }
}
