package io.walmirror.connector.catalog;

import io.walmirror.connector.value.PostgresType;
import io.walmirror.connector.value.SourceType;
import io.walmirror.connector.value.Types;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.postgresql.core.TypeInfo;
import org.postgresql.jdbc.PgConnection;

/** What the catalog says of types. Used by the thread that uses the catalog. */
public final class CatalogTypes implements Types {

  private static final String TYPE =
      "SELECT t.typtype, t.typbasetype, t.typtypmod, t.typelem, coalesce(s.proname, ''),"
          + " ARRAY(SELECT e.enumlabel::text FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid"
          + " ORDER BY e.enumsortorder), t.typname,"
          + " (SELECT r.rngsubtype FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid),"
          + " (SELECT r.rngtypid FROM pg_catalog.pg_range r WHERE r.rngmultitypid = t.oid),"
          + " ARRAY(SELECT a.atttypid::int8 FROM pg_catalog.pg_attribute a WHERE a.attnum > 0"
          + " AND a.attrelid = t.typrelid AND NOT a.attisdropped ORDER BY a.attnum),"
          + " t.typdelim"
          + " FROM pg_catalog.pg_type t"
          + " LEFT JOIN pg_catalog.pg_proc s ON s.oid = t.typsend WHERE t.oid = ?::oid";

  /** A domain is as long as what it is made of, through any number of domains. */
  private static final String DECLARED =
      "WITH RECURSIVE part AS (SELECT t.typname, t.oid, ?::int AS modifier, t.typtype,"
          + " t.typbasetype, t.typtypmod FROM pg_catalog.pg_type t WHERE t.oid = ?::oid"
          + " UNION ALL SELECT p.typname, b.oid, p.typtypmod, b.typtype, b.typbasetype, b.typtypmod"
          + " FROM part p JOIN pg_catalog.pg_type b ON b.oid = p.typbasetype AND p.typtype = 'd')"
          + " SELECT typname, oid, modifier FROM part WHERE typtype <> 'd'";

  private static final int NUMERIC = 1700;
  private static final int NUMERICS = 1231;

  /**
   * The digits before the point that a numeric without declared precision may have, as Debezium.
   */
  private static final int LONGEST_NUMERIC = 131_089;

  private final Catalog catalog;

  public CatalogTypes(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public Optional<PostgresType> type(int oid) {
    try (PreparedStatement query = catalog.connection().prepareStatement(TYPE)) {
      query.setLong(1, Integer.toUnsignedLong(oid));
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? Optional.ofNullable(type(row)) : Optional.empty();
      }
    } catch (SQLException e) {
      throw new CatalogUnreachableException(e);
    }
  }

  @Override
  public Optional<SourceType> source(int oid, int modifier) {
    try (PreparedStatement query = catalog.connection().prepareStatement(DECLARED)) {
      query.setInt(1, modifier);
      query.setLong(2, Integer.toUnsignedLong(oid));
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        int base = (int) row.getLong(2);
        int declared = row.getInt(3);
        boolean endless = declared < 0 && (base == NUMERIC || base == NUMERICS);
        TypeInfo driver = catalog.connection().unwrap(PgConnection.class).getTypeInfo();
        return Optional.of(
            new SourceType(
                row.getString(1),
                endless ? LONGEST_NUMERIC : driver.getPrecision(base, declared),
                driver.getScale(base, declared)));
      }
    } catch (SQLException e) {
      throw new CatalogUnreachableException(e);
    }
  }

  private static PostgresType type(ResultSet row) throws SQLException {
    String sendFunction = row.getString(5);
    return switch (row.getString(1)) {
      case "e" -> new PostgresType.Enumeration(List.of((String[]) row.getArray(6).getArray()));
      case "d" -> new PostgresType.Domain((int) row.getLong(2), row.getInt(3));
      case "b" ->
          // The vectors and points of the catalog have elements too, but are no arrays.
          "array_send".equals(sendFunction)
              ? new PostgresType.Array((int) row.getLong(4))
              : new PostgresType.Base(row.getString(7), sendFunction, row.getString(11).charAt(0));
      case "r" -> new PostgresType.Range((int) row.getLong(8));
      case "m" -> new PostgresType.Multirange((int) row.getLong(9));
      case "c" ->
          new PostgresType.Composite(
              Arrays.stream((Long[]) row.getArray(10).getArray()).map(Long::intValue).toList());
      default -> null;
    };
  }
}
