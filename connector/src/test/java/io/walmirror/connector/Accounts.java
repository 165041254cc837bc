package io.walmirror.connector;

import io.walmirror.stack.server.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Accounts among which writers move money for as long as this is open: in every transaction the sum
 * stays the same. Notes are large and never change; some accounts without one change their number.
 */
final class Accounts implements AutoCloseable {

  static final long BALANCE = 1000;
  private static final int WRITERS = 8;
  private static final int NEW_NUMBER = 1_000_000_000;

  private final List<Thread> writers = new ArrayList<>();
  private final AtomicLong transactions = new AtomicLong();
  private final List<Exception> failures = new ArrayList<>();
  private volatile boolean stopping;

  private Accounts() {}

  /** The table with so many accounts, every hundredth with a note that is stored apart. */
  static void create(Database database, int count) {
    database.execute(
        "CREATE TABLE account (id int PRIMARY KEY, balance bigint NOT NULL, pad text, note text)",
        "ALTER TABLE account ALTER note SET STORAGE EXTERNAL",
        "INSERT INTO account SELECT i, "
            + BALANCE
            + ", repeat('p', 60), CASE WHEN i % 100 = 0 THEN repeat('n' || i, 800) END"
            + " FROM generate_series(1, "
            + count
            + ") i",
        "ANALYZE account");
  }

  /** Starts the writers, each of which pauses so long after a transaction. */
  static Accounts write(Database database, int count, Random random, Duration pause) {
    Accounts accounts = new Accounts();
    for (int i = 0; i < WRITERS; i++) {
      Random own = new Random(random.nextLong());
      Thread thread = new Thread(() -> accounts.run(database, count, own, pause), "writer-" + i);
      accounts.writers.add(thread);
      thread.start();
    }
    return accounts;
  }

  private void run(Database database, int count, Random random, Duration pause) {
    try (Connection connection = database.connect();
        PreparedStatement move =
            connection.prepareStatement(
                "UPDATE account SET balance = balance + CASE id WHEN ? THEN -1 ELSE 1 END WHERE id"
                    + " IN (?, ?)");
        PreparedStatement renumber =
            connection.prepareStatement("UPDATE account SET id = ? WHERE id = ?")) {
      connection.setAutoCommit(false);
      while (!stopping) {
        int from = 1 + random.nextInt(count);
        int to = 1 + random.nextInt(count);
        // Both or none are there, so that the sum stays; always in the order of their numbers.
        move.setInt(1, from);
        move.setInt(2, from);
        move.setInt(3, to);
        if (from == to || move.executeUpdate() != 2) {
          connection.rollback();
          continue;
        }
        if (from % 100 != 0 && random.nextInt(20) == 0) {
          renumber.setInt(1, NEW_NUMBER + from);
          renumber.setInt(2, from);
          renumber.executeUpdate();
        }
        connection.commit();
        transactions.incrementAndGet();
        LockSupport.parkNanos(pause.toNanos());
      }
    } catch (SQLException e) {
      if (!"40P01".equals(e.getSQLState())) {
        synchronized (failures) {
          failures.add(e);
        }
      } else {
        run(database, count, random, pause);
      }
    }
  }

  long transactions() {
    return transactions.get();
  }

  @Override
  public void close() {
    stopping = true;
    for (Thread writer : writers) {
      try {
        writer.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    synchronized (failures) {
      if (!failures.isEmpty()) {
        throw new IllegalStateException(failures.get(0));
      }
    }
  }
}
