package io.walmirror.it.latency;

import io.walmirror.stack.server.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Small transactions at a steady rate, by some connections: each gives one row a new number. Every
 * other one changes the table that is read on demand.
 */
final class PacedChanges implements AutoCloseable {

  /** Rows that change: these of each table, so that a row's turn comes often. */
  static final int ROWS_OF_EACH = 16;

  static final int ROWS = 2 * ROWS_OF_EACH;

  private static final int WRITERS = 2;

  private final Database database;
  private final ChangeClock clock;
  private final long pauseNanos;
  private final int spread;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopping;
  private volatile Throwable failure;

  private PacedChanges(Database database, ChangeClock clock, int perSecond, int spread) {
    this.database = database;
    this.clock = clock;
    this.pauseNanos = 1_000_000_000L / perSecond;
    this.spread = spread;
  }

  /** Begins to write; rows of the table that is read are so far apart. */
  static PacedChanges start(Database database, ChangeClock clock, int perSecond, int spread) {
    PacedChanges changes = new PacedChanges(database, clock, perSecond, spread);
    long begin = System.nanoTime();
    for (int i = 0; i < WRITERS; i++) {
      int first = i;
      Thread thread = new Thread(() -> changes.run(first, begin), "writer-" + i);
      changes.threads.add(thread);
      thread.start();
    }
    return changes;
  }

  /** The key in Redis of the row that change is of. */
  static String key(int change, int spread) {
    return (isOfTableRead(change) ? "item:" : "other:") + id(change, spread);
  }

  private static boolean isOfTableRead(int change) {
    return change % ROWS < ROWS_OF_EACH;
  }

  private static int id(int change, int spread) {
    return 1 + change % ROWS_OF_EACH * spread;
  }

  private void run(int first, long begin) {
    try (Connection connection = database.connect();
        PreparedStatement read =
            connection.prepareStatement("UPDATE item SET change = ? WHERE id = ?");
        PreparedStatement other =
            connection.prepareStatement("UPDATE other SET change = ? WHERE id = ?")) {
      for (int number = first; !stopping && number < clock.most(); number += WRITERS) {
        LockSupport.parkNanos(begin + number * pauseNanos - System.nanoTime());
        PreparedStatement update = isOfTableRead(number) ? read : other;
        update.setInt(1, number);
        update.setInt(2, id(number, spread));
        if (update.executeUpdate() != 1) {
          throw new AssertionError("there is no row for change " + number);
        }
        clock.committed(number);
      }
    } catch (SQLException | RuntimeException | AssertionError e) {
      failure = e;
    }
  }

  /** Why it writes no more; null as long as it does. */
  Throwable failure() {
    return failure;
  }

  /** Stops writing. */
  @Override
  public void close() {
    stopping = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while a writer ended", e);
      }
    }
    if (failure != null) {
      throw new AssertionError("a writer failed", failure);
    }
  }
}
