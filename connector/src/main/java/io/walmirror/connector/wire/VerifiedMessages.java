package io.walmirror.connector.wire;

import io.walmirror.envelope.Lsn;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Messages of a standby, none of which goes on before it is known to be of the timeline that the
 * stream was opened on: what has arrived is taken together, and then asked about once. Used by the
 * reader thread alone.
 */
final class VerifiedMessages {

  private static final int MOST = 256;
  private static final long MOST_BYTES = 1 << 20;

  private final StandbyTimeline timeline;
  private final Queue<Held> held = new ArrayDeque<>();
  private Lsn verified = Lsn.ZERO;
  private Lsn lsn = Lsn.ZERO;

  private record Held(ByteBuffer message, Lsn lsn) {}

  /** What has arrived, null where that is nothing, and how far the server has sent. */
  interface Arrivals {
    ByteBuffer next() throws SQLException;

    Lsn lsn();
  }

  VerifiedMessages(StandbyTimeline timeline) {
    this.timeline = timeline;
  }

  /** The next message, or null when nothing has arrived. */
  ByteBuffer next(Arrivals arrivals) throws SQLException {
    if (held.isEmpty()) {
      take(arrivals);
    }
    Held first = held.poll();
    if (first == null) {
      lsn = verified;
      return null;
    }
    lsn = first.lsn;
    return first.message;
  }

  private void take(Arrivals arrivals) throws SQLException {
    long bytes = 0;
    while (held.size() < MOST && bytes < MOST_BYTES) {
      ByteBuffer message = arrivals.next();
      if (message == null) {
        break;
      }
      held.add(new Held(message, arrivals.lsn()));
      bytes += message.remaining();
    }
    Lsn end = arrivals.lsn();
    if (!held.isEmpty() || !end.equals(verified)) {
      timeline.check();
      verified = end;
    }
  }

  /** Of the last message, or how far the server has sent where none has arrived. */
  Lsn lsn() {
    return lsn;
  }

  void close() throws SQLException {
    timeline.close();
  }

  /** Closes it because of a failure that matters more. */
  void closeAfter(SQLException failure) {
    try {
      timeline.close();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }
}
