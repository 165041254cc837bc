package io.walmirror.connector.wire;

import io.walmirror.envelope.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A publication: which tables the server decodes for us; one that is created {@code viaRoot} tells
 * of changes of partitions as changes of their root.
 */
public record Publication(String name, boolean viaRoot) {

  /** What a publication that exists publishes. */
  public record State(boolean allTables, Set<String> tables) {
    public State {
      tables = Set.copyOf(tables);
    }
  }

  /** The publication as it is now, if it is there. */
  public Optional<State> find(Connection connection) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT puballtables FROM pg_catalog.pg_publication WHERE pubname = ?")) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        return Optional.of(new State(row.getBoolean(1), published(connection)));
      }
    }
  }

  private Set<String> published(Connection connection) throws SQLException {
    Set<String> tables = new TreeSet<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT n.nspname, c.relname FROM pg_catalog.pg_publication p"
                + " JOIN pg_catalog.pg_publication_rel r ON r.prpubid = p.oid"
                + " JOIN pg_catalog.pg_class c ON c.oid = r.prrelid"
                + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                + " WHERE p.pubname = ?")) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          tables.add(qualified(new TableName(row.getString(1), row.getString(2))));
        }
      }
    }
    return tables;
  }

  /** The SQL that creates it for every table, now and later. */
  public String createForAllTables() {
    return "CREATE PUBLICATION " + Sql.identifier(name) + " FOR ALL TABLES" + options();
  }

  /** The SQL that creates it for these tables. */
  public String createFor(Collection<TableName> tables) {
    return "CREATE PUBLICATION " + Sql.identifier(name) + " FOR TABLE " + list(tables) + options();
  }

  private String options() {
    return viaRoot ? " WITH (publish_via_partition_root = true)" : "";
  }

  /** Makes it publish exactly these tables; true if it did not before. */
  public boolean setTables(Connection connection, State now, Collection<TableName> tables)
      throws SQLException {
    Set<String> wanted = tables.stream().map(Publication::qualified).collect(Collectors.toSet());
    if (now.tables().equals(wanted)) {
      return false;
    }
    execute(connection, setTables(tables));
    return true;
  }

  /** The SQL that makes it publish exactly these tables. */
  public String setTables(Collection<TableName> tables) {
    return "ALTER PUBLICATION " + Sql.identifier(name) + " SET TABLE " + list(tables);
  }

  /** Runs one of the statements above. */
  public void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String list(Collection<TableName> tables) {
    return tables.stream().map(Publication::qualified).collect(Collectors.joining(", "));
  }

  private static String qualified(TableName table) {
    return Sql.identifier(table.schema()) + "." + Sql.identifier(table.table());
  }
}
