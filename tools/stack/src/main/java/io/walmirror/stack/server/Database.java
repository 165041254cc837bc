package io.walmirror.stack.server;

import io.walmirror.stack.process.StackException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * One database and the names of the slot and the publication that go with it. A fresh one keeps a
 * connection for queries, which are asked again and again while something is waited for; whatever
 * else runs has a connection of its own. Safe for use by several threads.
 */
public final class Database implements AutoCloseable {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final long DROP_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final Postgres server;
  private final String name;
  private final boolean fresh;
  private final AtomicReference<Connection> kept = new AtomicReference<>();

  private Database(Postgres server, String name, boolean fresh) {
    this.server = server;
    this.name = name;
    this.fresh = fresh;
  }

  /** A new one, that goes when it is closed. */
  static Database fresh(Postgres server) {
    byte[] random = new byte[5];
    RANDOM.nextBytes(random);
    String name = "test_" + HexFormat.of().formatHex(random);
    Database database = new Database(server, name, true);
    create(database);
    return database;
  }

  /** The one of that name, created when it is not there. */
  static Database named(Postgres server, String name) {
    Database database = new Database(server, name, false);
    Database postgres = new Database(server, "postgres", false);
    String there = "SELECT count(*) FROM pg_database WHERE datname = " + literal(name);
    if (postgres.value(there).equals("0")) {
      create(database);
    }
    return database;
  }

  private static void create(Database database) {
    new Database(database.server, "postgres", false)
        .execute("CREATE DATABASE " + identifier(database.name));
  }

  public String name() {
    return name;
  }

  /** A name for a replication slot that nobody else uses; the slot is not created. */
  public String slot() {
    return fresh ? name : "walmirror_" + name.toLowerCase(java.util.Locale.ROOT);
  }

  /** A name for a publication that nobody else uses; the publication is not created. */
  public String publication() {
    return slot();
  }

  public Postgres server() {
    return server;
  }

  public String jdbcUrl() {
    return server.jdbcUrl(name);
  }

  public Connection connect() throws SQLException {
    return server.connect(name);
  }

  /** Runs statements one by one, each committed. */
  public void execute(String... statements) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** The rows of a query, each value as PostgreSQL prints it, null where it is NULL. */
  public List<List<String>> rows(String query) {
    try {
      Connection again = kept.getAndSet(null);
      if (again != null) {
        try {
          return rows(again, query);
        } catch (SQLException e) {
          if (!isLost(e)) {
            throw e;
          }
        }
      }
      return rows(connect(), query);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Asks by that connection, and keeps it unless it failed. */
  private List<List<String>> rows(Connection connection, String query) throws SQLException {
    List<List<String>> rows;
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      rows = read(result);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    if (!fresh || !kept.compareAndSet(null, connection)) {
      connection.close();
    }
    return rows;
  }

  /** The server has ended the connection meanwhile: by its restart, or because somebody asked. */
  private static boolean isLost(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return state.startsWith("08") || state.startsWith("57P0");
  }

  private static List<List<String>> read(ResultSet result) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    int columns = result.getMetaData().getColumnCount();
    while (result.next()) {
      List<String> row = new ArrayList<>(columns);
      for (int column = 1; column <= columns; column++) {
        row.add(result.getString(column));
      }
      rows.add(row);
    }
    return rows;
  }

  /** The one value of a query's one row, as PostgreSQL prints it. */
  public String value(String query) {
    List<List<String>> rows = rows(query);
    if (rows.size() != 1) {
      throw new StackException("a query for one value gave " + rows.size() + " rows: " + query);
    }
    return rows.get(0).get(0);
  }

  /** A fresh one goes, with its slots and whoever is connected; any other stays. */
  @Override
  public void close() {
    endKept();
    if (fresh && server.isRunning()) {
      drop();
    }
  }

  private void endKept() {
    Connection last = kept.getAndSet(null);
    try {
      if (last != null) {
        last.close();
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /**
   * Ends what reads a slot of this database: a client that has stopped may have its server's side
   * for a moment longer.
   */
  public void releaseSlots() {
    execute(
        "SELECT pg_terminate_backend(active_pid, "
            + TimeUnit.NANOSECONDS.toMillis(DROP_LIMIT_NANOS)
            + ") FROM pg_replication_slots WHERE active AND database = current_database()");
  }

  private void drop() {
    Database postgres = new Database(server, "postgres", false);
    String mine = " WHERE database = " + literal(name);
    // Whoever is thrown out may come back, but not once the database refuses connections.
    postgres.execute("ALTER DATABASE " + identifier(name) + " ALLOW_CONNECTIONS false");
    long end = System.nanoTime() + DROP_LIMIT_NANOS;
    while (!postgres.value("SELECT count(*) FROM pg_replication_slots" + mine).equals("0")) {
      postgres.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = " + literal(name),
          "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
              + mine
              + " AND NOT active");
      if (System.nanoTime() > end) {
        throw new StackException("a slot of database " + name + " is still in use");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    postgres.execute("DROP DATABASE " + identifier(name) + " WITH (FORCE)");
  }

  private StackException failed(SQLException e) {
    return new StackException(
        "database " + name + " of " + server.name() + " refused: " + e.getMessage(), e);
  }

  private static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private static String literal(String text) {
    return '\'' + text.replace("'", "''") + '\'';
  }
}
