package io.walmirror.connector.catalog;

import io.walmirror.envelope.TableName;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Which columns name the rows of a table in its events, by what the catalog says now. */
public final class RowNames {

  private static final String IDENTITY =
      "SELECT c.oid, ARRAY(SELECT a.attname::text FROM pg_catalog.pg_index i,"
          + " unnest(i.indkey) WITH ORDINALITY AS key(attnum, place)"
          + " JOIN pg_catalog.pg_attribute a ON a.attnum = key.attnum"
          + " WHERE i.indrelid = c.oid AND i.indisreplident AND c.relreplident = 'i'"
          + " AND a.attrelid = c.oid AND key.place <= i.indnkeyatts ORDER BY key.place)"
          + " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
          + " WHERE n.nspname = ? AND c.relname = ?";

  private RowNames() {}

  /**
   * The columns of an index that is the replica identity, unless the primary key is among them; for
   * all other tables the primary key's. None where nothing names a row.
   */
  public static List<String> of(Catalog catalog, TableName table, List<String> sent)
      throws SQLException {
    int oid;
    List<String> identity;
    try (PreparedStatement query = catalog.connection().prepareStatement(IDENTITY)) {
      query.setString(1, table.schema());
      query.setString(2, table.table());
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return List.of();
        }
        oid = (int) row.getLong(1);
        Array columns = row.getArray(2);
        identity = List.of((String[]) columns.getArray());
      }
    }
    List<String> primary = catalog.describe(oid, sent).primaryKey();
    boolean told = !primary.isEmpty() && identity.containsAll(primary);
    return identity.isEmpty() || told ? primary : identity;
  }
}
