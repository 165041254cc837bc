package io.walmirror.connector.snapshot;

import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.connector.wire.Sql;
import io.walmirror.envelope.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The tables of a publication with the columns and rows that the server would decode of them, asked
 * over a connection that may look through a snapshot.
 */
public final class PublishedTables {

  /** Read as a document, because older servers have fewer columns there. */
  static final String PUBLISHED =
      "published AS (SELECT c.oid, c.relkind, c.relreplident, n.nspname, c.relname,"
          + " to_jsonb(p) ->> 'rowfilter' AS filter, to_jsonb(p) -> 'attnames' AS columns"
          + " FROM pg_catalog.pg_publication_tables p"
          + " JOIN pg_catalog.pg_namespace n ON n.nspname = p.schemaname"
          + " JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = p.tablename"
          + " WHERE p.pubname = ? AND c.relkind IN ('r', 'p'))";

  private static final String COLUMNS =
      "WITH "
          + PUBLISHED
          + " SELECT p.oid, p.nspname, p.relname, p.relreplident, p.filter, a.attname, a.atttypid,"
          + " a.atttypmod, CASE p.relreplident WHEN 'f' THEN true WHEN 'n' THEN false"
          + " ELSE coalesce(a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1]), false) END"
          + " FROM published p LEFT JOIN pg_catalog.pg_index i ON i.indrelid = p.oid"
          + " AND CASE p.relreplident WHEN 'd' THEN i.indisprimary ELSE i.indisreplident END"
          + " LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = p.oid AND a.attnum > 0"
          + " AND NOT a.attisdropped AND CASE WHEN p.columns IS NULL THEN a.attgenerated = ''"
          + " ELSE p.columns ?? a.attname::text AND a.attgenerated <> 'v' END"
          + " ORDER BY p.nspname, p.relname, p.oid, a.attnum";

  private static final String LEAVES =
      "WITH "
          + PUBLISHED
          + " SELECT p.oid, l.oid, n.nspname, l.relname, l.relfilenode,"
          + " size.blocks, CASE WHEN size.blocks = 0 THEN 0"
          // Nobody has counted its rows, or somebody has when there were none.
          + " WHEN l.reltuples < 0 OR l.relpages = 0 THEN -1"
          + " ELSE (l.reltuples / l.relpages * size.blocks)::bigint END FROM published p"
          + " CROSS JOIN LATERAL (SELECT p.oid AS leaf WHERE p.relkind = 'r'"
          + " UNION ALL SELECT t.relid FROM pg_catalog.pg_partition_tree(p.oid) t"
          + " WHERE p.relkind = 'p' AND t.isleaf) held"
          + " JOIN pg_catalog.pg_class l ON l.oid = held.leaf AND l.relkind = 'r'"
          + " JOIN pg_catalog.pg_namespace n ON n.oid = l.relnamespace"
          + " CROSS JOIN LATERAL (SELECT pg_catalog.pg_relation_size(l.oid)"
          + " / current_setting('block_size')::bigint AS blocks OFFSET 0) size"
          // A size is not part of a snapshot: NULL where the leaf was dropped since.
          + " WHERE size.blocks IS NOT NULL ORDER BY n.nspname, l.relname";

  /** The types of their columns, and those that these are made of. */
  static final String PARTS =
      PUBLISHED
          + ", part(whole, oid) AS (SELECT DISTINCT a.atttypid, a.atttypid FROM published p"
          + " JOIN pg_catalog.pg_attribute a ON a.attrelid = p.oid AND a.attnum > 0"
          + " AND NOT a.attisdropped"
          + " UNION SELECT part.whole, inner_type.oid FROM part"
          + " JOIN pg_catalog.pg_type t ON t.oid = part.oid CROSS JOIN LATERAL ("
          + " SELECT t.typelem AS oid WHERE t.typelem <> 0"
          + " UNION ALL SELECT t.typbasetype WHERE t.typbasetype <> 0"
          + " UNION ALL SELECT a.atttypid FROM pg_catalog.pg_attribute a WHERE t.typrelid <> 0"
          + " AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped"
          + " UNION ALL SELECT r.rngsubtype FROM pg_catalog.pg_range r"
          + " WHERE t.oid IN (r.rngtypid, r.rngmultitypid)) inner_type)";

  /** The types that the server cannot send in a binary form, or a part of which it cannot. */
  private static final String TEXT_TYPES =
      "WITH RECURSIVE "
          + PARTS
          + " SELECT DISTINCT part.whole FROM part JOIN pg_catalog.pg_type t ON t.oid = part.oid"
          + " WHERE t.typsend = 0";

  private final String publication;
  private final Predicate<TableName> wanted;
  private final Map<TableName, String> overrides;

  /** {@code overrides} are statements to read in a table's place. */
  public PublishedTables(
      String publication, Predicate<TableName> wanted, Map<TableName, String> overrides) {
    this.publication = publication;
    this.wanted = wanted;
    this.overrides = Map.copyOf(overrides);
  }

  /** The tables as the connection's transaction sees them. */
  public List<SnapshotTable> read(Connection connection) throws SQLException {
    Map<Integer, List<Leaf>> leaves = leaves(connection);
    Set<Integer> texts = textTypes(connection);
    List<SnapshotTable> tables = new ArrayList<>();
    try (PreparedStatement query = prepare(connection, COLUMNS);
        ResultSet row = query.executeQuery()) {
      Gathered gathered = null;
      while (row.next()) {
        int oid = (int) row.getLong(1);
        if (gathered == null || gathered.oid != oid) {
          add(gathered, leaves, tables);
          gathered =
              new Gathered(
                  oid,
                  new TableName(row.getString(2), row.getString(3)),
                  row.getString(4).charAt(0),
                  Optional.ofNullable(row.getString(5)));
        }
        String name = row.getString(6);
        if (name != null) {
          int type = (int) row.getLong(7);
          gathered.shape.add(new Relation.Column(name, row.getBoolean(9), type, row.getInt(8)));
          String sql = Sql.identifier(name);
          boolean text = texts.contains(type);
          gathered.columns.add(new SnapshotTable.Column(text ? Chunk.asText(sql) : sql, text));
        }
      }
      add(gathered, leaves, tables);
    }
    return tables;
  }

  private void add(Gathered gathered, Map<Integer, List<Leaf>> leaves, List<SnapshotTable> tables) {
    if (gathered != null && wanted.test(gathered.name)) {
      Optional<String> override = Optional.ofNullable(overrides.get(gathered.name));
      List<Leaf> all = leaves.getOrDefault(gathered.oid, List.of());
      tables.add(
          new SnapshotTable(
              new Relation(gathered.oid, gathered.name, gathered.identity, gathered.shape),
              gathered.columns,
              gathered.filter,
              // A statement of the user's is read once, however many leaves the table has.
              override.isPresent() ? all.stream().limit(1).toList() : all,
              override));
    }
  }

  private Map<Integer, List<Leaf>> leaves(Connection connection) throws SQLException {
    Map<Integer, List<Leaf>> leaves = new HashMap<>();
    try (PreparedStatement query = prepare(connection, LEAVES);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        leaves
            .computeIfAbsent((int) row.getLong(1), root -> new ArrayList<>())
            .add(
                new Leaf(
                    new TableName(row.getString(3), row.getString(4)),
                    (int) row.getLong(2),
                    row.getLong(5),
                    row.getLong(6),
                    row.getLong(7)));
      }
    }
    return leaves;
  }

  private Set<Integer> textTypes(Connection connection) throws SQLException {
    Set<Integer> types = new HashSet<>();
    try (PreparedStatement query = prepare(connection, TEXT_TYPES);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        types.add((int) row.getLong(1));
      }
    }
    return types;
  }

  private PreparedStatement prepare(Connection connection, String sql) throws SQLException {
    PreparedStatement query = connection.prepareStatement(sql);
    query.setString(1, publication);
    return query;
  }

  /** The highest OID of all tables and indexes; what is created later has a higher one. */
  public static long newest(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT max(oid) FROM pg_catalog.pg_class")) {
      row.next();
      return row.getLong(1);
    }
  }

  /** The tables that are in another file now than in the transaction's snapshot, by their OIDs. */
  public static Set<Integer> rewritten(Connection connection) throws SQLException {
    Set<Integer> rewritten = new HashSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT oid FROM pg_catalog.pg_class WHERE relkind = 'r' AND relfilenode <> 0"
                    + " AND relfilenode IS DISTINCT FROM pg_catalog.pg_relation_filenode(oid)")) {
      while (row.next()) {
        rewritten.add((int) row.getLong(1));
      }
    }
    return rewritten;
  }

  private static final class Gathered {
    private final int oid;
    private final TableName name;
    private final char identity;
    private final Optional<String> filter;
    private final List<Relation.Column> shape = new ArrayList<>();
    private final List<SnapshotTable.Column> columns = new ArrayList<>();

    private Gathered(int oid, TableName name, char identity, Optional<String> filter) {
      this.oid = oid;
      this.name = name;
      this.identity = identity;
      this.filter = filter;
    }
  }
}
