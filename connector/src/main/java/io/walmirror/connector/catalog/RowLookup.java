package io.walmirror.connector.catalog;

import io.walmirror.connector.wire.Sql;
import io.walmirror.envelope.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Values of one row as PostgreSQL prints them, found by its key. Used by the catalog's thread. */
public final class RowLookup {

  private static final String NO_SUCH_THING = "42";

  private final Catalog catalog;

  public RowLookup(Catalog catalog) {
    this.catalog = catalog;
  }

  /**
   * The values of these columns in the row with this key; none where there is no such row, table or
   * column any more, or where it must not be read.
   */
  public Map<String, String> values(TableName table, List<String> columns, Map<String, String> key)
      throws SQLException {
    List<String> keyColumns = List.copyOf(key.keySet());
    Connection connection = catalog.connection();
    try (PreparedStatement query = connection.prepareStatement(sql(table, columns, keyColumns))) {
      for (int i = 0; i < keyColumns.size(); i++) {
        // Of no type: the server takes the column's.
        query.setObject(i + 1, key.get(keyColumns.get(i)), Types.OTHER);
      }
      try (ResultSet row = query.executeQuery()) {
        Map<String, String> values = new HashMap<>();
        if (row.next()) {
          for (int i = 0; i < columns.size(); i++) {
            values.put(columns.get(i), row.getString(i + 1));
          }
        }
        return values;
      }
    } catch (SQLException e) {
      if (e.getSQLState() != null && e.getSQLState().startsWith(NO_SUCH_THING)) {
        return Map.of();
      }
      throw e;
    }
  }

  /** What {@code format('%s')} makes of a value is what the type's own output makes of it. */
  private static String sql(TableName table, List<String> columns, List<String> key) {
    return "SELECT "
        + columns.stream()
            .map(Sql::identifier)
            .map(
                column ->
                    "CASE WHEN "
                        + column
                        + " IS DISTINCT FROM NULL THEN format('%s', "
                        + column
                        + ") END")
            .collect(Collectors.joining(", "))
        + " FROM "
        + Sql.identifier(table.schema())
        + "."
        + Sql.identifier(table.table())
        + " WHERE "
        + key.stream()
            .map(column -> Sql.identifier(column) + " = ?")
            .collect(Collectors.joining(" AND "));
  }
}
