package io.walmirror.connector.catalog;

import io.walmirror.connector.wire.Database;
import io.walmirror.connector.wire.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Asks how busy the server is, over a connection of its own. Used by one thread. */
public final class ServerLoad implements AutoCloseable {

  /** Whether the role may see what others do. */
  private static final String MAY_SEE =
      "SELECT pg_catalog.pg_has_role(current_user, 'pg_read_all_stats', 'USAGE')";

  /** This connector's own sessions are those of its role under its names. */
  private static final String ACTIVE =
      "SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE state IN ('active',"
          + " 'fastpath function call') AND backend_type = 'client backend'"
          + " AND NOT (usename = current_user AND application_name LIKE 'walmirror %')";

  private static final int PATIENCE_MILLIS = 5000;

  private final Database database;
  private Connection connection;

  public ServerLoad(Database database) {
    this.database = database;
  }

  /** Whether a role sees other sessions. */
  public static boolean maySee(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(MAY_SEE)) {
      row.next();
      return row.getBoolean(1);
    }
  }

  /** How many sessions of others are at work. */
  public long activeSessions() throws SQLException {
    if (connection == null || connection.isClosed()) {
      connection = database.connect("throttle");
      connection.setNetworkTimeout(Runnable::run, PATIENCE_MILLIS);
    }
    if (!maySee(connection)) {
      throw new SQLException(
          "the role may not see what other sessions do: GRANT pg_read_all_stats TO "
              + Sql.shown(database.user()));
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(ACTIVE)) {
      row.next();
      return row.getLong(1);
    }
  }

  @Override
  public void close() throws SQLException {
    if (connection != null) {
      connection.close();
    }
  }
}
