package io.walmirror.connector.catalog;

import io.walmirror.connector.wire.Sql;
import io.walmirror.envelope.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What a deleted or changed row is told by, and how that is set. */
public final class ReplicaIdentities {

  private static final String NOW =
      "SELECT CASE c.relreplident WHEN 'd' THEN 'DEFAULT' WHEN 'f' THEN 'FULL'"
          + " WHEN 'n' THEN 'NOTHING' ELSE coalesce('INDEX ' || (SELECT x.relname"
          + " FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid"
          + " WHERE i.indrelid = c.oid AND i.indisreplident), '') END"
          + " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
          + " WHERE n.nspname = ? AND c.relname = ?";

  private final Connection connection;

  public ReplicaIdentities(Connection connection) {
    this.connection = connection;
  }

  /** What a table is to be told by: one of PostgreSQL's words, or an index. */
  public record Identity(String word, String index) {

    /** The statement that sets it. */
    public String sql(TableName table) {
      return "ALTER TABLE "
          + Sql.identifier(table.schema())
          + "."
          + Sql.identifier(table.table())
          + " REPLICA IDENTITY "
          + (index == null ? word : "USING INDEX " + Sql.identifier(index));
    }

    @Override
    public String toString() {
      return index == null ? word : word + " " + index;
    }
  }

  /** Sets it; false if it was so before. */
  public boolean set(TableName table, Identity identity) throws SQLException {
    if (now(table).equals(identity.toString())) {
      return false;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(identity.sql(table));
    }
    return true;
  }

  private String now(TableName table) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(NOW)) {
      query.setString(1, table.schema());
      query.setString(2, table.table());
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? row.getString(1) : "";
      }
    }
  }
}
