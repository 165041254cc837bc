package io.walmirror.connector.catalog;

import io.walmirror.envelope.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A table or leaf partition whose rows cannot be read as a whole by the role that asks.
 *
 * @param table as it is captured
 * @param leaf what holds the rows: the table itself or a partition
 */
public record ReadRights(TableName table, TableName leaf, Missing missing) {

  /** What is in the way; the first of these that is. */
  public enum Missing {
    USAGE,
    SELECT,
    ALL_ROWS
  }

  private static final String QUERY =
      "WITH published AS MATERIALIZED (SELECT schemaname, tablename"
          + " FROM pg_catalog.pg_publication_tables WHERE pubname = ?)"
          + " SELECT n.nspname, c.relname, ln.nspname, l.relname,"
          + " CASE WHEN NOT pg_catalog.has_schema_privilege(ln.oid, 'USAGE') THEN 'USAGE'"
          + " WHEN NOT pg_catalog.has_any_column_privilege(l.oid, 'SELECT') THEN 'SELECT'"
          + " WHEN pg_catalog.row_security_active(l.oid) THEN 'ALL_ROWS' END AS missing"
          + " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
          + " CROSS JOIN LATERAL (SELECT c.oid AS leaf WHERE c.relkind = 'r'"
          + " UNION ALL SELECT t.relid FROM pg_catalog.pg_partition_tree(c.oid) t"
          + " WHERE c.relkind = 'p' AND t.isleaf) held"
          + " JOIN pg_catalog.pg_class l ON l.oid = held.leaf AND l.relkind = 'r'"
          + " JOIN pg_catalog.pg_namespace ln ON ln.oid = l.relnamespace"
          + " WHERE c.relkind IN ('r', 'p') AND c.relpersistence = 'p' AND NOT c.relispartition"
          + " AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"
          // Where the publication is still to be made, whatever is captured will be in it.
          + " AND (NOT EXISTS (SELECT FROM published)"
          + " OR (n.nspname, c.relname) IN (SELECT schemaname, tablename FROM published)"
          + " OR (ln.nspname, l.relname) IN (SELECT schemaname, tablename FROM published))"
          + " AND NOT (pg_catalog.has_schema_privilege(ln.oid, 'USAGE')"
          + " AND pg_catalog.has_any_column_privilege(l.oid, 'SELECT')"
          + " AND NOT pg_catalog.row_security_active(l.oid)) ORDER BY 1, 2, 3, 4";

  /** What is in the way at tables that pass, of those that the publication has. */
  public static List<ReadRights> missing(
      Connection connection, String publication, Predicate<TableName> wanted) throws SQLException {
    List<ReadRights> missing = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(QUERY)) {
      query.setString(1, publication);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          TableName table = new TableName(row.getString(1), row.getString(2));
          TableName leaf = new TableName(row.getString(3), row.getString(4));
          if (wanted.test(table) || wanted.test(leaf)) {
            missing.add(new ReadRights(table, leaf, Missing.valueOf(row.getString(5))));
          }
        }
      }
    }
    return missing;
  }
}
