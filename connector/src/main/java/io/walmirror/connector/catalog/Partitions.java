package io.walmirror.connector.catalog;

import io.walmirror.envelope.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Which tables others are partitions of. */
public final class Partitions {

  private static final String ROOTS =
      "SELECT rn.nspname, r.relname FROM pg_catalog.pg_class c"
          + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace,"
          + " LATERAL pg_catalog.pg_partition_ancestors(c.oid) a"
          + " JOIN pg_catalog.pg_class r ON r.oid = a.relid"
          + " JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace"
          + " WHERE c.relispartition AND n.nspname = ? AND c.relname = ? AND r.oid <> c.oid";

  private Partitions() {}

  /** The tables that this one is a partition of, at whatever depth; none for any other table. */
  public static List<TableName> rootsOf(Connection connection, TableName table)
      throws SQLException {
    List<TableName> roots = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(ROOTS)) {
      query.setString(1, table.schema());
      query.setString(2, table.table());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          roots.add(new TableName(row.getString(1), row.getString(2)));
        }
      }
    }
    return roots;
  }
}
