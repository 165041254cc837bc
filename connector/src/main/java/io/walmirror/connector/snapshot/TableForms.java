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
          + ", leaf(root, oid) AS (SELECT p.oid, p.oid FROM published p UNION ALL"
          + " SELECT leaf.root, i.inhrelid FROM leaf JOIN pg_catalog.pg_inherits i"
          + " ON i.inhparent = leaf.oid JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid"
          + " AND c.relispartition)";

  private static final String FILES =
      LEAVES
          + " SELECT leaf.root, md5(string_agg(c.oid || ' ' || c.relfilenode, ',' ORDER BY c.oid))"
          + " FROM leaf JOIN pg_catalog.pg_class c ON c.oid = leaf.oid AND c.relkind = 'r'"
          + " GROUP BY leaf.root";

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
    Map<Long, String> files = files(connection);
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
                files.getOrDefault(oid, "")));
      }
    }
    return forms;
  }

  /** Those of these tables that are there, published or not. */
  public static Set<Long> existing(Connection connection, Collection<Long> oids)
      throws SQLException {
    Set<Long> existing = new HashSet<>();
    if (oids.isEmpty()) {
      return existing;
    }
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT oid FROM pg_catalog.pg_class WHERE oid = ANY (?::oid[])")) {
      query.setArray(1, connection.createArrayOf("int8", oids.toArray()));
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          existing.add(row.getLong(1));
        }
      }
    }
    return existing;
  }

  private Map<Long, String> files(Connection connection) throws SQLException {
    Map<Long, String> files = new HashMap<>();
    try (PreparedStatement query = prepare(connection, FILES);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        files.put(row.getLong(1), row.getString(2));
      }
    }
    return files;
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
