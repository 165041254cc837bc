package io.walmirror.connector.catalog;

import io.walmirror.envelope.TableName;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TypeInfo;

/**
 * The declared types of columns, as the driver tells of them; asked for where there are converters,
 * once for each shape of a table. Used by the catalog's thread.
 */
public final class DeclaredTypes {

  private static final int NO_MODIFIER = -1;

  private static final String ROOT =
      "WITH RECURSIVE type(oid, base, modifier) AS (SELECT oid, typbasetype, typtypmod"
          + " FROM pg_catalog.pg_type WHERE oid = ?::oid UNION ALL SELECT t.oid, t.typbasetype,"
          + " CASE WHEN type.modifier < 0 THEN t.typtypmod ELSE type.modifier END"
          + " FROM type JOIN pg_catalog.pg_type t ON t.oid = type.base)"
          + " SELECT oid, modifier FROM type WHERE base = 0";

  private final Catalog catalog;

  public DeclaredTypes(Catalog catalog) {
    this.catalog = catalog;
  }

  /** The declared type of this column, whose type and modifier are the stream's. */
  public DeclaredType of(TableName table, String column, int oid, int modifier)
      throws SQLException {
    TypeInfo types = catalog.connection().unwrap(BaseConnection.class).getTypeInfo();
    Root root = root(oid);
    int defaultLength = length(types, root.oid, root.modifier);
    int defaultScale = types.getScale(root.oid, root.modifier);
    boolean says = modifier != NO_MODIFIER;
    int length = says ? types.getPrecision(oid, modifier) : defaultLength;
    int scale = says ? types.getScale(oid, modifier) : defaultScale;
    String name = driverName(table, column).orElse(types.getPGType(oid));
    return new DeclaredType(
        types.getSQLType(root.oid),
        root.oid,
        name,
        length == defaultLength && scale == 0 ? name : name + "(" + length + "," + scale + ")",
        length,
        scale);
  }

  private static int length(TypeInfo types, int oid, int modifier) {
    int precision = types.getPrecision(oid, modifier);
    return precision == 0 ? types.getDisplaySize(oid, modifier) : precision;
  }

  /** The type below all domains, and the modifier that they declare. */
  private record Root(int oid, int modifier) {}

  private Root root(int oid) throws SQLException {
    try (PreparedStatement query = catalog.connection().prepareStatement(ROOT)) {
      query.setLong(1, Integer.toUnsignedLong(oid));
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? new Root((int) row.getLong(1), row.getInt(2))
            : new Root(oid, NO_MODIFIER);
      }
    }
  }

  /** What the driver calls the type, which for some columns is not what the server calls it. */
  private Optional<String> driverName(TableName table, String column) throws SQLException {
    try (ResultSet row =
        catalog
            .connection()
            .getMetaData()
            .getColumns(null, escaped(table.schema()), escaped(table.table()), escaped(column))) {
      return row.next() ? Optional.of(row.getString("TYPE_NAME")) : Optional.empty();
    }
  }

  /** A name in place of a pattern. */
  private static String escaped(String name) {
    return name.replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%");
  }
}
