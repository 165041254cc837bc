package io.walmirror.connector.catalog;

import io.walmirror.connector.wire.Database;
import io.walmirror.envelope.Lsn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Asks where the server's log ends, over a connection of its own, so that a server that does not
 * answer holds nobody else up. Used by one thread.
 */
public final class LogEnd implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 5000;
  private static final String QUERY =
      "SELECT CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn()"
          + " ELSE pg_catalog.pg_current_wal_lsn() END";

  private final Database database;
  private Connection connection;

  public LogEnd(Database database) {
    this.database = database;
  }

  /** Where it ends now. */
  public Lsn read() throws SQLException {
    if (connection == null || connection.isClosed()) {
      connection = database.connect("monitor");
      connection.setNetworkTimeout(Runnable::run, PATIENCE_MILLIS);
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(QUERY)) {
      row.next();
      return Lsn.parse(row.getString(1));
    }
  }

  @Override
  public void close() throws SQLException {
    if (connection != null) {
      connection.close();
    }
  }
}
