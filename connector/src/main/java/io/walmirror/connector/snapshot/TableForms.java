package io.walmirror.connector.snapshot;

import io.walmirror.envelope.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Asks the catalog for the forms of published tables. Takes no lock on any of them, so that a table
 * that is being altered holds nobody up.
 */
public final class TableForms {

  private static final String TABLES =
      "WITH "
          + PublishedTables.PUBLISHED
          + " SELECT p.oid, p.nspname, p.relname, coalesce(p.filter, ''), c.relnatts,"
          + " coalesce((SELECT i.indkey::text FROM pg_catalog.pg_index i WHERE i.indrelid = p.oid"
          + " AND (i.indisprimary OR i.indisreplident) ORDER BY i.indisprimary DESC LIMIT 1), ''),"
          + " ARRAY(SELECT a.attnum || ' ' || a.atttypid || ' ' || (CASE WHEN p.columns IS NULL"
          + " THEN a.attgenerated = '' ELSE p.columns ?? a.attname::text"
          + " AND a.attgenerated <> 'v' END) || ' ' || a.xmin || '-' || coalesce(d.oid, 0)"
          + " || ' ' || a.attname FROM pg_catalog.pg_attribute a LEFT JOIN pg_catalog.pg_attrdef d"
          + " ON d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.attgenerated = 's'"
          + " WHERE a.attrelid = p.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum)"
          + " FROM published p JOIN pg_catalog.pg_class c ON c.oid = p.oid";

  private static final String LEAVES =
      "WITH RECURSIVE "
          + PublishedTables.PUBLISHED
          + ", leaf(root, oid, link) AS (SELECT p.oid, p.oid, '' FROM published p UNION ALL"
          + " SELECT leaf.root, i.inhrelid, leaf.link || i.xmin || ' '"
          + " FROM leaf JOIN pg_catalog.pg_inherits i ON i.inhparent = leaf.oid"
          + " AND NOT i.inhdetachpending JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid"
          + " AND c.relispartition)";

  private static final String FILES =
      LEAVES
          + " SELECT leaf.root, c.oid, n.nspname, c.relname, c.relfilenode, leaf.link"
          + " FROM leaf JOIN pg_catalog.pg_class c ON c.oid = leaf.oid AND c.relkind = 'r'"
          + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace";

  /**
   * Partitions that need not be read when they are found: those without any row, and those that
   * were made as partitions, of which the stream has told everything. What is attached was a table
   * before, so all of its columns were written anew in the catalog since it was made.
   */
  private static final String TOLD =
      "WITH RECURSIVE link(leaf, child, parent) AS (SELECT i.inhrelid, i.inhrelid, i.inhparent"
          + " FROM pg_catalog.pg_inherits i WHERE i.inhrelid = ANY (?::oid[]) UNION ALL"
          + " SELECT link.leaf, i.inhrelid, i.inhparent FROM link"
          + " JOIN pg_catalog.pg_inherits i ON i.inhrelid = link.parent),"
          + " attached AS (SELECT DISTINCT leaf FROM link WHERE NOT EXISTS (SELECT"
          + " FROM pg_catalog.pg_attribute made JOIN pg_catalog.pg_attribute a"
          + " ON a.attrelid = made.attrelid AND a.attnum > 0 AND a.xmin = made.xmin"
          + " AND a.cmin = made.cmin AND a.xmax = '0'::xid"
          + " WHERE made.attrelid = link.child AND made.attnum = -1))"
          + " SELECT DISTINCT leaf FROM link WHERE CASE WHEN leaf IN (SELECT leaf FROM attached)"
          + " THEN ? AND pg_catalog.pg_relation_size(leaf) = 0 ELSE true END";

  private static final String FILLED =
      LEAVES
          + " SELECT DISTINCT leaf.root, a.attname FROM leaf JOIN pg_catalog.pg_attribute a"
          + " ON a.attrelid = leaf.oid AND a.atthasmissing AND NOT a.attisdropped";

  private static final String LABELS =
      "WITH RECURSIVE "
          + PublishedTables.PARTS
          + " SELECT part.whole, e.oid::bigint, e.enumlabel::text FROM part"
          + " JOIN pg_catalog.pg_enum e ON e.enumtypid = part.oid"
          + " UNION ALL SELECT part.whole, 0, part.oid || ' ' || a.attnum || ' ' || a.atttypid"
          + " FROM part JOIN pg_catalog.pg_type t ON t.oid = part.oid AND t.typrelid <> 0"
          + " JOIN pg_catalog.pg_attribute a ON a.attrelid = t.typrelid AND a.attnum > 0"
          + " AND NOT a.attisdropped ORDER BY 1, 2, 3";

  private static final int PARTS_OF_COLUMN = 5;

  private final String publication;
  private final Predicate<TableName> wanted;

  public TableForms(String publication, Predicate<TableName> wanted) {
    this.publication = publication;
    this.wanted = wanted;
  }

  /** The forms of all published tables that are wanted, by their OIDs. */
  public Map<Long, TableForm> read(Connection connection) throws SQLException {
    Map<Long, Map<Long, FormLeaf>> leaves = leaves(connection);
    Map<Long, Set<String>> filled = filled(connection);
    Map<Long, List<TableForm.Label>> labels = labels(connection);
    Map<Long, TableForm> forms = new TreeMap<>();
    try (PreparedStatement query = prepare(connection, TABLES);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        TableName name = new TableName(row.getString(2), row.getString(3));
        if (!wanted.test(name)) {
          continue;
        }
        long oid = row.getLong(1);
        Set<String> withValues = filled.getOrDefault(oid, Set.of());
        List<TableForm.Column> columns = new ArrayList<>();
        for (String each : (String[]) row.getArray(7).getArray()) {
          String[] part = each.split(" ", PARTS_OF_COLUMN);
          long type = Long.parseLong(part[1]);
          columns.add(
              new TableForm.Column(
                  Integer.parseInt(part[0]),
                  part[4],
                  type,
                  part[2].startsWith("t"),
                  withValues.contains(part[4]),
                  part[3],
                  labels.getOrDefault(type, List.of())));
        }
        forms.put(
            oid,
            new TableForm(
                oid,
                name,
                row.getString(4),
                row.getString(6),
                row.getInt(5),
                columns,
                leaves.getOrDefault(oid, Map.of())));
      }
    }
    return forms;
  }

  /** Those of these tables that are there, published or not. */
  public static Set<Long> existing(Connection connection, Collection<Long> oids)
      throws SQLException {
    return chosen(
        connection, oids, "SELECT oid FROM pg_catalog.pg_class WHERE oid = ANY (?::oid[])");
  }

  /**
   * Those of these partitions of which no row is to be read: the stream tells all there is. Of one
   * that was attached it does only where open streams {@code follow}.
   */
  public static Set<Long> told(Connection connection, Collection<Long> oids, boolean follow)
      throws SQLException {
    return chosen(connection, oids, TOLD, follow);
  }

  private static Set<Long> chosen(
      Connection connection, Collection<Long> oids, String sql, Object... more)
      throws SQLException {
    Set<Long> chosen = new HashSet<>();
    if (oids.isEmpty()) {
      return chosen;
    }
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setArray(1, connection.createArrayOf("int8", oids.toArray()));
      for (int i = 0; i < more.length; i++) {
        query.setObject(2 + i, more[i]);
      }
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          chosen.add(row.getLong(1));
        }
      }
    }
    return chosen;
  }

  private Map<Long, Map<Long, FormLeaf>> leaves(Connection connection) throws SQLException {
    Map<Long, Map<Long, FormLeaf>> leaves = new HashMap<>();
    try (PreparedStatement query = prepare(connection, FILES);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        leaves
            .computeIfAbsent(row.getLong(1), root -> new HashMap<>())
            .put(
                row.getLong(2),
                new FormLeaf(
                    new TableName(row.getString(3), row.getString(4)),
                    row.getLong(5),
                    row.getString(6)));
      }
    }
    return leaves;
  }

  private Map<Long, Set<String>> filled(Connection connection) throws SQLException {
    Map<Long, Set<String>> filled = new HashMap<>();
    try (PreparedStatement query = prepare(connection, FILLED);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        filled.computeIfAbsent(row.getLong(1), oid -> new HashSet<>()).add(row.getString(2));
      }
    }
    return filled;
  }

  private Map<Long, List<TableForm.Label>> labels(Connection connection) throws SQLException {
    Map<Long, List<TableForm.Label>> labels = new HashMap<>();
    try (PreparedStatement query = prepare(connection, LABELS);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        labels
            .computeIfAbsent(row.getLong(1), type -> new ArrayList<>())
            .add(new TableForm.Label(row.getLong(2), row.getString(3)));
      }
    }
    return labels;
  }

  private PreparedStatement prepare(Connection connection, String sql) throws SQLException {
    PreparedStatement query = connection.prepareStatement(sql);
    query.setString(1, publication);
    return query;
  }
}
