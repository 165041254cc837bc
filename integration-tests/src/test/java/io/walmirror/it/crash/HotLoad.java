package io.walmirror.it.crash;

import io.walmirror.stack.server.Database;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Several lanes that write at the same time until they are ended, through every death of their
 * server. Which of their transactions were committed, the log alone says.
 */
final class HotLoad implements AutoCloseable {

  private static final int LANES = 3;
  private static final long LARGEST_PAUSE_NANOS = 40_000_000;
  private static final long RETRY_NANOS = 100_000_000;

  private final Database database;
  private final AtomicLong revisions = new AtomicLong();
  private final AtomicLong bulkIds = new AtomicLong();
  private final Writers lanes;

  private HotLoad(Database database, long seed) {
    this.database = database;
    this.lanes = Writers.start("crash-lane", LANES, seed, RETRY_NANOS, this::lane);
  }

  static HotLoad start(Database database, long seed) {
    return new HotLoad(database, seed);
  }

  /** What makes every value another. */
  AtomicLong revisions() {
    return revisions;
  }

  /** Keys of the table of many that nobody has used. */
  AtomicLong bulkIds() {
    return bulkIds;
  }

  private Writers.Writer lane(Random random) {
    HotLane lane = new HotLane(random, bulkIds);
    return goesOn -> {
      try (Session session = Session.open(database, random, revisions)) {
        while (goesOn.getAsBoolean()) {
          one(lane, session);
          LockSupport.parkNanos(random.nextLong(LARGEST_PAUSE_NANOS));
        }
      }
    };
  }

  private static void one(HotLane lane, Session session) throws SQLException {
    try {
      lane.transaction(session);
    } catch (SQLException e) {
      if (!Writers.isLost(e)) {
        throw e;
      }
      session.rollback();
    }
  }

  /** Ends the lanes. */
  @Override
  public void close() {
    lanes.close();
  }
}
