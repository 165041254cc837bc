package io.walmirror.connector.wire;

import java.sql.SQLException;

/**
 * Whether a standby still replays the timeline that it replayed when its stream was opened. A
 * promotion, its own or that of the server it follows, ends no stream, and no message tells of it;
 * but what is read behind it belongs to the new timeline, and offsets must say so. What was
 * received before this was asked was read from the old one if it is still that. Used by the reader
 * thread alone.
 */
final class StandbyTimeline {

  private static final String LEFT = "08006";

  private final ReplicationSession asking;
  private final long timeline;

  private StandbyTimeline(ReplicationSession asking, long timeline) {
    this.asking = asking;
    this.timeline = timeline;
  }

  /** Asks over a connection of its own: the stream's answers nothing else. */
  static StandbyTimeline open(Database database, long timeline) throws SQLException {
    return new StandbyTimeline(ReplicationSession.open(database), timeline);
  }

  /** Fails if another timeline has begun: the stream has to be opened anew. */
  void check() throws SQLException {
    long now = asking.timelineNow();
    if (now != timeline) {
      throw new SQLException("the standby has come to timeline " + now, LEFT);
    }
  }

  void close() throws SQLException {
    asking.close();
  }
}
