package io.walmirror.it.crash;

import io.walmirror.stack.server.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Rows that are there before a source is, and writers that change, delete, insert and renumber them
 * through every death of their server. What is committed of it, the tables alone say.
 */
final class Churn implements AutoCloseable {

  /** Tables, in the order of their names: the first is read by a first snapshot alone. */
  static final List<String> TABLES = List.of("once", "twice");

  /** A table that nobody writes. */
  static final String QUIET = "quiet";

  private static final int WRITERS = 3;
  private static final long LARGEST_PAUSE_NANOS = 10_000_000;
  private static final long RETRY_NANOS = 50_000_000;

  private final Database database;
  private final int rows;
  private final AtomicLong revisions = new AtomicLong();
  private final AtomicLong transactions = new AtomicLong();
  private final Writers writers;

  private Churn(Database database, int rows, long seed) {
    this.database = database;
    this.rows = rows;
    this.writers = Writers.start("churn", WRITERS, seed, RETRY_NANOS, this::writer);
  }

  /** Creates the tables, each with so many rows, and the quiet one with so many. */
  static void create(Database database, int rows, int quiet) {
    TABLES.forEach(table -> create(database, table, rows));
    create(database, QUIET, quiet);
  }

  private static void create(Database database, String table, int rows) {
    database.execute(
        "CREATE TABLE " + table + " (id bigint PRIMARY KEY, rev bigint NOT NULL, body text)",
        "INSERT INTO "
            + table
            + " SELECT g, -g, CASE WHEN g % 10 > 0 THEN repeat('b' || g, 9) END FROM"
            + " generate_series(1, "
            + rows
            + ") g",
        "ANALYZE " + table);
  }

  static Churn start(Database database, int rows, long seed) {
    return new Churn(database, rows, seed);
  }

  /** How many were committed. */
  long transactions() {
    return transactions.get();
  }

  private Writers.Writer writer(Random random) {
    return goesOn -> {
      try (Connection connection = database.connect();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute("SET lock_timeout = '300ms'");
        connection.commit();
        while (goesOn.getAsBoolean()) {
          transaction(connection, statement, random);
          LockSupport.parkNanos(random.nextLong(LARGEST_PAUSE_NANOS));
        }
      }
    };
  }

  private void transaction(Connection connection, Statement statement, Random random)
      throws SQLException {
    try {
      for (int i = random.nextInt(4); i >= 0; i--) {
        statement.execute(change(random));
      }
      if (random.nextInt(15) == 0) {
        connection.rollback();
      } else {
        connection.commit();
        transactions.incrementAndGet();
      }
    } catch (SQLException e) {
      if (!Writers.isLost(e)) {
        throw e;
      }
      connection.rollback();
    }
  }

  private String change(Random random) {
    String table = TABLES.get(random.nextInt(TABLES.size()));
    int id = 1 + random.nextInt(rows);
    int other = 1 + random.nextInt(2 * rows);
    long revision = revisions.incrementAndGet();
    return switch (random.nextInt(10)) {
      case 0 -> "DELETE FROM " + table + " WHERE id = " + id;
      case 1 ->
          "INSERT INTO "
              + table
              + " VALUES ("
              + other
              + ", "
              + revision
              + ", 'new') ON CONFLICT"
              + " (id) DO UPDATE SET rev = EXCLUDED.rev";
      case 2 ->
          "UPDATE " + table + " SET id = " + other + ", rev = " + revision + " WHERE id = " + id;
      default ->
          "UPDATE "
              + table
              + " SET rev = "
              + revision
              + " WHERE id BETWEEN "
              + id
              + " AND "
              + (id + 3);
    };
  }

  /** Ends the writers. */
  @Override
  public void close() {
    writers.close();
  }
}
