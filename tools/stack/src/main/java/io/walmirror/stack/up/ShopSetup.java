package io.walmirror.stack.up;

import io.walmirror.stack.up.running.ExitCode;
import io.walmirror.stack.up.shop.ShopSchema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Gives the shop its role and its tables. */
final class ShopSetup {

  private ShopSetup() {}

  /**
   * In a PostgreSQL of our own: a role that may replicate and create publications, and tables that
   * belong to it. Does nothing where kept data has them.
   *
   * @return whether the tables are new
   */
  static boolean inStarted(PostgresAddress administrator, PostgresAddress shop)
      throws SQLException {
    try (Connection connection = administrator.connect();
        Statement statement = connection.createStatement()) {
      if (!hasRole(connection, shop.user())) {
        statement.execute(
            "CREATE ROLE "
                + statement.enquoteIdentifier(shop.user(), true)
                + " LOGIN REPLICATION PASSWORD "
                + statement.enquoteLiteral(shop.password()));
        statement.execute(
            "GRANT CREATE ON DATABASE "
                + statement.enquoteIdentifier(shop.database(), true)
                + " TO "
                + statement.enquoteIdentifier(shop.user(), true));
      }
    }
    try (Connection connection = shop.connect()) {
      if (ShopSchema.exists(connection)) {
        return false;
      }
      ShopSchema.create(connection);
      return true;
    }
  }

  /** In somebody's PostgreSQL: tables in a new schema, and nothing else. */
  static void inOwn(PostgresAddress shop) throws SQLException {
    try (Connection connection = shop.connect()) {
      if (ShopSchema.exists(connection)) {
        throw new UpException(ExitCode.UNREACHABLE, OwnServers.schemaExists(shop));
      }
      ShopSchema.create(connection);
    }
  }

  private static boolean hasRole(Connection connection, String name) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT 1 FROM pg_roles WHERE rolname = ?")) {
      statement.setString(1, name);
      try (ResultSet result = statement.executeQuery()) {
        return result.next();
      }
    }
  }
}
