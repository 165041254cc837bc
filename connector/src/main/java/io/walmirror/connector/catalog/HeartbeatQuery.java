package io.walmirror.connector.catalog;

import io.walmirror.connector.wire.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.postgresql.util.PSQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SQL that is run again and again, on a thread and a connection of its own: it may be slow or wait
 * for a lock, and the stream must not wait with it. One that fails stops nothing.
 */
public final class HeartbeatQuery implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(HeartbeatQuery.class);
  private static final int LIMIT_SECONDS = 5;

  private final Database database;
  private final String sql;
  private final Runnable failed;
  private final ScheduledThreadPoolExecutor thread;
  private volatile Connection connection;
  private volatile boolean closing;
  private int failures;

  private HeartbeatQuery(
      Database database, String sql, Runnable failed, ScheduledThreadPoolExecutor thread) {
    this.database = database;
    this.sql = sql;
    this.failed = failed;
    this.thread = thread;
  }

  /**
   * Starts to run it; nothing is run where the query is blank or the interval zero. {@code failed}
   * is told of every failure.
   */
  public static HeartbeatQuery start(
      Database database, String sql, Duration interval, Runnable failed) {
    ScheduledThreadPoolExecutor thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread named = new Thread(task, "walmirror-" + database.client() + "-heartbeat");
              named.setDaemon(true);
              return named;
            });
    HeartbeatQuery query = new HeartbeatQuery(database, sql, failed, thread);
    if (!sql.isBlank() && !interval.isZero()) {
      long millis = interval.toMillis();
      var unused = thread.scheduleWithFixedDelay(query::run, millis, millis, TimeUnit.MILLISECONDS);
    }
    return query;
  }

  private void run() {
    try {
      Connection open = connection;
      if (open == null || open.isClosed()) {
        open = database.connect("heartbeat");
        connection = open;
        if (closing) {
          open.close();
          return;
        }
      }
      try (Statement statement = open.createStatement()) {
        statement.setQueryTimeout(LIMIT_SECONDS);
        statement.execute(sql);
      }
      failures = 0;
    } catch (SQLException e) {
      if (closing) {
        return;
      }
      failed.run();
      // The first failure, and then ever more seldom.
      if (Integer.bitCount(++failures) == 1) {
        log.warn(
            "heartbeat.action.query failed {} times in a row, the last time with: {}; run it as role"
                + " {} in database {} to see why, then correct the setting or grant what it needs",
            failures,
            message(e),
            database.user(),
            database.name());
      }
    }
  }

  /** What the server says, without the detail, in which a row's values may be. */
  private static String message(SQLException e) {
    return e instanceof PSQLException server && server.getServerErrorMessage() != null
        ? server.getServerErrorMessage().getMessage()
        : e.getMessage();
  }

  @Override
  public void close() throws SQLException {
    closing = true;
    thread.shutdownNow();
    Connection open = connection;
    if (open != null) {
      // It may be in use: closing politely would wait for the query.
      open.abort(Runnable::run);
    }
  }
}
