package io.walmirror.connector;

import io.walmirror.stack.server.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A transaction whose commit record is in the log, and streamed, but which no new snapshot shows:
 * it waits for a standby that is not there, until this is closed.
 */
final class Limbo implements AutoCloseable {

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Database database;
  private final Thread committer;
  private volatile SQLException failure;

  private Limbo(Database database, String statement) {
    this.database = database;
    this.committer = new Thread(() -> commit(statement), "limbo");
  }

  /** Commits a statement, which then hangs. */
  static Limbo of(Database database, String statement) {
    Limbo limbo = new Limbo(database, statement);
    try {
      limbo.begin(System.nanoTime() + PATIENCE_NANOS);
      return limbo;
    } catch (RuntimeException e) {
      limbo.close();
      throw e;
    }
  }

  private void begin(long endNanos) {
    database.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'", RELOAD);
    // The server waits for nobody until its checkpointer has heard of the setting: it is told once
    // new sessions know it, and looks at what it was told before it does a checkpoint.
    while (!database.value("SHOW synchronous_standby_names").equals("nobody")) {
      if (System.nanoTime() > endNanos) {
        throw new IllegalStateException("the setting is not taken over");
      }
    }
    database.execute("CHECKPOINT");
    committer.start();
    while (!hangs()) {
      if (failure != null || System.nanoTime() > endNanos) {
        throw new IllegalStateException("the commit does not hang", failure);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  private static final String RELOAD = "SELECT pg_reload_conf()";

  private void commit(String sql) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET synchronous_commit = on");
      statement.execute(sql);
    } catch (SQLException e) {
      failure = e;
    }
  }

  /** True while it is not seen. */
  boolean hangs() {
    return !database
        .rows(
            "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND datname ="
                + " current_database()")
        .isEmpty();
  }

  /** Lets it be seen. */
  @Override
  public void close() {
    database.execute("ALTER SYSTEM RESET synchronous_standby_names", RELOAD);
    try {
      committer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
