package io.walmirror.it.crash;

import io.walmirror.stack.server.Database;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
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
  private final List<Thread> lanes = new ArrayList<>();
  private volatile boolean ended;
  private volatile RuntimeException failure;

  private HotLoad(Database database) {
    this.database = database;
  }

  static HotLoad start(Database database, long seed) {
    HotLoad load = new HotLoad(database);
    for (int i = 0; i < LANES; i++) {
      Random random = new Random(seed + i);
      Thread lane = new Thread(() -> load.run(random), "crash-lane-" + i);
      lane.setDaemon(true);
      load.lanes.add(lane);
    }
    load.lanes.forEach(Thread::start);
    return load;
  }

  /** What makes every value another. */
  AtomicLong revisions() {
    return revisions;
  }

  /** Keys of the table of many that nobody has used. */
  AtomicLong bulkIds() {
    return bulkIds;
  }

  private void run(Random random) {
    HotLane lane = new HotLane(random, bulkIds);
    while (!ended) {
      try (Session session = Session.open(database, random, revisions)) {
        while (!ended) {
          one(lane, session);
          LockSupport.parkNanos(random.nextLong(LARGEST_PAUSE_NANOS));
        }
      } catch (SQLException e) {
        LockSupport.parkNanos(RETRY_NANOS);
      } catch (RuntimeException e) {
        failure = e;
        return;
      }
    }
  }

  private static void one(HotLane lane, Session session) throws SQLException {
    try {
      lane.transaction(session);
    } catch (SQLException e) {
      if (!isLost(e)) {
        throw e;
      }
      session.rollback();
    }
  }

  /** Whether a fight over rows was lost: a lock not given in time, or a deadlock. */
  private static boolean isLost(SQLException e) {
    String state = e.getSQLState();
    return "55P03".equals(state) || "40P01".equals(state) || "23505".equals(state);
  }

  /** Ends the lanes. */
  @Override
  public void close() {
    ended = true;
    for (Thread lane : lanes) {
      try {
        lane.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while the load ends", e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
