package io.walmirror.connector.catalog;

import io.walmirror.connector.wire.Database;
import io.walmirror.envelope.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Answers of the catalog over one connection, opened when first asked and again after it broke.
 * Used by one thread.
 */
public final class Catalog implements AutoCloseable {

  private static final String COLUMNS =
      "SELECT a.attname, a.attnotnull, k.place, pg_catalog.pg_get_expr(d.adbin, d.adrelid)"
          + " FROM pg_catalog.pg_attribute a"
          + " LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum"
          + " AND a.attgenerated = ''"
          + " LEFT JOIN (SELECT key.attnum, key.place FROM pg_catalog.pg_index i,"
          + " unnest(i.indkey) WITH ORDINALITY AS key(attnum, place)"
          + " WHERE i.indexrelid = (SELECT u.indexrelid FROM pg_catalog.pg_index u"
          + " JOIN pg_catalog.pg_class c ON c.oid = u.indexrelid"
          + " WHERE u.indrelid = ?::oid AND (u.indisprimary OR u.indisunique AND u.indisvalid"
          + " AND u.indimmediate AND u.indpred IS NULL AND u.indexprs IS NULL"
          + " AND NOT EXISTS (SELECT FROM unnest(u.indkey) WITH ORDINALITY AS part(attnum, place)"
          + " JOIN pg_catalog.pg_attribute n ON n.attrelid = u.indrelid AND n.attnum = part.attnum"
          + " WHERE part.place <= u.indnkeyatts AND NOT n.attnotnull))"
          + " ORDER BY u.indisprimary DESC, u.indisreplident DESC, c.relname LIMIT 1)"
          + " AND key.place <= i.indnkeyatts) k"
          + " ON k.attnum = a.attnum"
          + " WHERE a.attrelid = ?::oid AND a.attnum > 0 AND NOT a.attisdropped"
          // What pgoutput leaves out: virtual generated columns, and stored ones unless published.
          + " AND (a.attgenerated = '' OR ? AND a.attgenerated = 's') ORDER BY a.attnum";

  private static final String TABLES =
      "SELECT n.nspname, c.relname FROM pg_catalog.pg_class c"
          + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
          + " WHERE c.relkind IN ('r', 'p') AND c.relpersistence = 'p' AND NOT c.relispartition"
          + " AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"
          + " ORDER BY 1, 2";

  private static final String TYPES =
      "SELECT n.nspname, c.relname, a.attname, a.atttypid, a.atttypmod,"
          + " pg_catalog.format_type(a.atttypid, a.atttypmod) FROM pg_catalog.pg_attribute a"
          + " JOIN pg_catalog.pg_class c ON c.oid = a.attrelid"
          + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
          + " WHERE c.relkind IN ('r', 'p') AND c.relpersistence = 'p' AND NOT c.relispartition"
          + " AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"
          + " AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY 1, 2, a.attnum";

  private final Database database;
  private Connection connection;

  public Catalog(Database database) {
    this.database = database;
  }

  /**
   * What is known now of the table with this OID, of which these columns are sent; all empty when
   * it is gone.
   */
  public TableDescription describe(int oid, List<String> sent) throws SQLException {
    TableDescription usual = describe(oid, false);
    return usual.columns().equals(sent) ? usual : describe(oid, true);
  }

  private TableDescription describe(int oid, boolean generatedToo) throws SQLException {
    List<String> columns = new ArrayList<>();
    Set<String> required = new HashSet<>();
    List<String> key = new ArrayList<>();
    Map<String, String> defaults = new HashMap<>();
    try (PreparedStatement query = connection().prepareStatement(COLUMNS)) {
      query.setLong(1, Integer.toUnsignedLong(oid));
      query.setLong(2, Integer.toUnsignedLong(oid));
      query.setBoolean(3, generatedToo);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          String column = row.getString(1);
          columns.add(column);
          if (row.getBoolean(2)) {
            required.add(column);
          }
          if (row.getString(4) != null) {
            defaults.put(column, row.getString(4));
          }
          int place = row.getInt(3);
          if (place > 0) {
            while (key.size() < place) {
              key.add(null);
            }
            key.set(place - 1, column);
          }
        }
      }
    }
    if (key.contains(null)) {
      // A generated column is in it, which is not sent: the identity tells what is left of it.
      key.clear();
    }
    return new TableDescription(columns, required, key, defaults);
  }

  /** The permanent tables of the database that pass, partitioned ones by their root. */
  public List<TableName> tables(Predicate<TableName> wanted) throws SQLException {
    List<TableName> tables = new ArrayList<>();
    try (PreparedStatement query = connection().prepareStatement(TABLES);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        TableName table = new TableName(row.getString(1), row.getString(2));
        if (wanted.test(table)) {
          tables.add(table);
        }
      }
    }
    return tables;
  }

  /** The columns of the tables that pass. */
  public List<ColumnType> columnTypes(Predicate<TableName> wanted) throws SQLException {
    List<ColumnType> types = new ArrayList<>();
    try (PreparedStatement query = connection().prepareStatement(TYPES);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        TableName table = new TableName(row.getString(1), row.getString(2));
        if (wanted.test(table)) {
          types.add(
              new ColumnType(
                  table, row.getString(3), (int) row.getLong(4), row.getInt(5), row.getString(6)));
        }
      }
    }
    return types;
  }

  /** The connection behind this catalog, for what else must be asked. */
  public Connection connection() throws SQLException {
    if (connection == null || connection.isClosed()) {
      connection = database.connect("catalog");
    }
    return connection;
  }

  @Override
  public void close() throws SQLException {
    if (connection != null) {
      connection.close();
    }
  }
}
