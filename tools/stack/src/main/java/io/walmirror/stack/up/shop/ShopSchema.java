package io.walmirror.stack.up.shop;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The schema {@code shop} in one's database: whether it is there, its creation, its removal. */
public final class ShopSchema {

  public static final String NAME = "shop";

  private ShopSchema() {}

  public static boolean exists(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT 1 FROM pg_namespace WHERE nspname = ?")) {
      statement.setString(1, NAME);
      try (ResultSet result = statement.executeQuery()) {
        return result.next();
      }
    }
  }

  /** Creates the schema and its tables; they belong to whoever is connected. */
  public static void create(Connection connection) throws SQLException {
    execute(connection, "CREATE SCHEMA " + NAME + ";" + tables());
  }

  /** Removes the schema and whatever is in it. */
  public static void drop(Connection connection) throws SQLException {
    execute(connection, "DROP SCHEMA IF EXISTS " + NAME + " CASCADE");
  }

  /** Has the server count the rows of all tables. */
  public static void analyze(Connection connection) throws SQLException {
    for (ShopTable table : ShopTable.values()) {
      execute(connection, "ANALYZE " + NAME + "." + table.sqlName());
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String tables() {
    try (InputStream sql = ShopSchema.class.getResourceAsStream("shop.sql")) {
      return new String(sql.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
