package io.walmirror.connector.snapshot.demand;

import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.connector.snapshot.Estimates;
import io.walmirror.connector.snapshot.Leaf;
import io.walmirror.connector.snapshot.PublishedTables;
import io.walmirror.connector.snapshot.SnapshotTable;
import io.walmirror.envelope.TableName;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** Finds the tables of a request, and the keys in whose order they can be read. */
final class RangePlan {

  /** The columns {@code a} of the key in whose order the rows of a table are read. */
  private static final String KEY =
      " FROM pg_catalog.pg_index i"
          + " CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS part(attnum, place)"
          + " JOIN pg_catalog.pg_attribute a"
          + " ON a.attrelid = i.indrelid AND a.attnum = part.attnum"
          + " WHERE part.place <= i.indnkeyatts AND i.indexrelid = (SELECT u.indexrelid"
          + " FROM pg_catalog.pg_index u JOIN pg_catalog.pg_class c ON c.oid = u.indexrelid"
          + " WHERE u.indrelid = asked.oid AND (u.indisprimary OR u.indisunique AND u.indisvalid"
          + " AND u.indimmediate AND u.indpred IS NULL AND u.indexprs IS NULL"
          + " AND NOT EXISTS (SELECT FROM unnest(u.indkey) WITH ORDINALITY AS p(attnum, place)"
          + " JOIN pg_catalog.pg_attribute n ON n.attrelid = u.indrelid AND n.attnum = p.attnum"
          + " WHERE p.place <= u.indnkeyatts AND (NOT n.attnotnull"
          // From 18 on NOT NULL may be promised for new rows alone.
          + " OR EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conrelid = n.attrelid"
          + " AND k.contype = 'n' AND NOT k.convalidated AND k.conkey = ARRAY[n.attnum]))))"
          + " ORDER BY u.indisprimary DESC, u.indisreplident DESC, c.relname LIMIT 1)";

  private static final String KEY_COLUMNS =
      "SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.operators"
          + " FROM (SELECT ?::oid AS oid) asked CROSS JOIN LATERAL (SELECT a.*, part.place,"
          + " coalesce((SELECT o.oprnamespace::regnamespace::text FROM pg_catalog.pg_opclass c"
          + " JOIN pg_catalog.pg_amop m ON m.amopfamily = c.opcfamily"
          + " AND m.amoplefttype = c.opcintype AND m.amoprighttype = c.opcintype"
          + " AND m.amopstrategy = 5 JOIN pg_catalog.pg_operator o ON o.oid = m.amopopr"
          + " WHERE c.oid = i.indclass[part.place::int - 1]), 'pg_catalog') AS operators"
          + KEY
          + ") a ORDER BY a.place";

  /**
   * A table's columns, and those of its key, as the same question finds them when its rows are
   * read.
   */
  static final String COLUMNS =
      "SELECT (SELECT string_agg(quote_ident(a.attname) || ' ' || a.atttypid || ' ' || a.atttypmod,"
          + " ',' ORDER BY a.attnum) FROM pg_catalog.pg_attribute a WHERE a.attrelid = asked.oid"
          + " AND a.attnum > 0 AND NOT a.attisdropped) || coalesce(' by ' || (SELECT"
          + " string_agg(quote_ident(a.attname) || ' ' || a.attcollation, ',' ORDER BY part.place)"
          + KEY
          + "), '') FROM (SELECT ?::oid AS oid) asked";

  /** A size is not part of a snapshot: NULL where the root was dropped since. */
  private static final String ROOT =
      "SELECT relkind = 'p' AND pg_catalog.pg_relation_size(oid) IS NOT NULL"
          + " FROM pg_catalog.pg_class WHERE oid = ?::oid";

  private final String publication;
  private final Predicate<TableName> captured;
  private final Predicate<Relation.Column> prefersText;
  private boolean inText;

  RangePlan(
      String publication,
      Predicate<TableName> captured,
      Predicate<Relation.Column> prefersText,
      boolean inText) {
    this.publication = publication;
    this.captured = captured;
    this.prefersText = prefersText;
    this.inText = inText;
  }

  /** Reads all columns as text from now on; false if it did already. */
  boolean useText() {
    boolean was = inText;
    inText = true;
    return !was;
  }

  /** The tables that a request wants, in the order of their names; some may have no key. */
  List<RangeTable> read(Connection connection, OpenRequest open) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      try {
        List<RangeTable> tables = new ArrayList<>();
        PublishedTables published = new PublishedTables(publication, captured, Map.of());
        for (SnapshotTable each : published.read(connection)) {
          Optional<SnapshotTable> table = open.of(each);
          if (table.isPresent() && isThere(connection, table.get())) {
            SnapshotTable chosen = table.get().inText(column -> inText || prefersText.test(column));
            tables.add(ranged(connection, chosen, open));
          }
        }
        tables.sort(Comparator.comparing(table -> table.name().text()));
        return tables;
      } finally {
        statement.execute("ROLLBACK");
      }
    }
  }

  /** Not if it was dropped since; a root without any partition is there. */
  private static boolean isThere(Connection connection, SnapshotTable table) throws SQLException {
    if (!table.leaves().isEmpty()) {
      return true;
    }
    try (PreparedStatement query = connection.prepareStatement(ROOT)) {
      query.setLong(1, Integer.toUnsignedLong(table.relation().oid()));
      try (ResultSet row = query.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private static RangeTable ranged(Connection connection, SnapshotTable table, OpenRequest open)
      throws SQLException {
    List<RangeTable.Column> key = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(KEY_COLUMNS)) {
      query.setLong(1, Integer.toUnsignedLong(table.relation().oid()));
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          key.add(new RangeTable.Column(row.getString(1), row.getString(2), row.getString(3)));
        }
      }
    }
    String columns = columns(connection, table.relation().oid());
    StringBuilder all = new StringBuilder(columns);
    for (Leaf leaf : table.leaves()) {
      all.append('\n').append(leaf.oid()).append(' ').append(leaf.file());
    }
    String form =
        UUID.nameUUIDFromBytes(all.toString().getBytes(StandardCharsets.UTF_8)).toString();
    Optional<String> condition = open.condition(table.name());
    long rows = Estimates.rows(connection, condition.map(table::where).orElse(table));
    return new RangeTable(open.request(), table, key, condition, rows, columns, form);
  }

  private static String columns(Connection connection, int oid) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(COLUMNS)) {
      query.setLong(1, Integer.toUnsignedLong(oid));
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return String.valueOf(row.getString(1));
      }
    }
  }
}
