package io.walmirror.stack.up.shop;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;

/**
 * One open transaction on the shop, and what it has changed so far.
 *
 * <p>Used by one thread.
 */
final class ShopTransaction {

  private final Connection connection;
  private final ChangeCounts counts = new ChangeCounts();

  ShopTransaction(Connection connection) {
    this.connection = connection;
  }

  ChangeCounts counts() {
    return counts;
  }

  /** Runs an INSERT, UPDATE or DELETE and counts its rows. */
  int change(ShopTable table, ChangeKind kind, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      int rows = statement.executeUpdate();
      counts.add(table, kind, rows);
      return rows;
    }
  }

  /** Runs an INSERT of one row that ends with RETURNING, counts it, and tells what it returned. */
  long create(ShopTable table, String sql, Object... values) throws SQLException {
    long id = number(sql, values).orElseThrow(() -> new SQLException("nothing inserted: " + sql));
    counts.add(table, ChangeKind.CREATE, 1);
    return id;
  }

  /** The number that a query answers, unless it has no row or NULL. */
  OptionalLong number(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      try (ResultSet result = statement.executeQuery()) {
        if (!result.next()) {
          return OptionalLong.empty();
        }
        long number = result.getLong(1);
        return result.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
      }
    }
  }

  /** Some row's id, without reading the whole table. */
  OptionalLong any(ShopTable table) throws SQLException {
    String name = ShopSchema.NAME + "." + table.sqlName();
    return number(
        "SELECT id FROM "
            + name
            + " WHERE id >= (SELECT min(id) + floor(random() * (max(id) - min(id) + 1))::bigint"
            + " FROM "
            + name
            + ") ORDER BY id LIMIT 1");
  }

  private static void bind(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }
}
