package io.walmirror.connector.snapshot.demand;

import io.walmirror.connector.catalog.Seen;
import io.walmirror.connector.pgoutput.Tuple;
import io.walmirror.connector.snapshot.CopyRow;
import io.walmirror.connector.snapshot.Leaf;
import io.walmirror.connector.wire.SqlFailure;
import io.walmirror.envelope.Lsn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** Reads ranges of rows, each in a transaction of its own. Used by one thread. */
final class RangeReader {

  /** On a standby: up to where the log is replayed; NULL on a primary. */
  private static final String REPLAYED =
      "SELECT CASE WHEN pg_catalog.pg_is_in_recovery()"
          + " THEN pg_catalog.pg_last_wal_replay_lsn() END";

  /** The snapshot, and a place in the log behind everything that it shows. */
  private static final String SNAPSHOT =
      "SELECT pg_catalog.pg_current_snapshot()::text, CASE WHEN pg_catalog.pg_is_in_recovery()"
          + " THEN pg_catalog.pg_last_wal_replay_lsn()"
          + " ELSE pg_catalog.pg_current_wal_insert_lsn() END,"
          + " (extract(epoch FROM transaction_timestamp()) * 1000000)::bigint,"
          + " current_setting('wal_block_size')::int";

  /** Searches other schemas as well, to the end of the transaction. */
  private static final String SEARCH =
      "SELECT set_config('search_path',"
          + " concat_ws(', ', nullif(current_setting('search_path'), ''), ?), true)";

  /** No record ends in the header of a page of the log. */
  private static final int PAGE_HEADER = 40;

  /**
   * Whether the leaf is what it was when the reading of its table was planned, and a leaf of it.
   */
  private static final String SAME =
      "SELECT (SELECT count(*) FROM pg_catalog.pg_class WHERE oid = ?::oid AND relfilenode = ?"
          + " AND relfilenode = pg_catalog.pg_relation_filenode(oid)) = 1 AND ("
          + RangePlan.COLUMNS
          + ") IS NOT DISTINCT FROM ? AND (?::oid = ?::oid OR EXISTS (SELECT"
          + " FROM pg_catalog.pg_partition_ancestors(?::oid) up WHERE up.relid = ?::oid))";

  private static final String NAMED =
      "SELECT EXISTS (SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
          + " ON n.oid = c.relnamespace WHERE c.oid = ?::oid AND n.nspname = ? AND c.relname = ?)";

  /** Whether a root has a partition that is none of these. */
  private static final String MORE =
      "SELECT EXISTS (SELECT FROM pg_catalog.pg_partition_tree(?::oid) t"
          + " JOIN pg_catalog.pg_class l ON l.oid = t.relid AND l.relkind = 'r'"
          + " WHERE t.isleaf AND NOT t.relid::oid = ANY (?::oid[]))";

  /** Whether what is before this place is on disk: only then it is streamed. */
  private static final String FLUSHED =
      "SELECT pg_catalog.pg_is_in_recovery() OR pg_catalog.pg_current_wal_flush_lsn() >= ?::pg_lsn";

  private final Connection connection;
  private final long maxBytes;

  /** Holds at most about so many bytes of rows. */
  RangeReader(Connection connection, long maxBytes) throws SQLException {
    this.connection = connection;
    this.maxBytes = maxBytes;
    try (Statement statement = connection.createStatement()) {
      // A policy that hides rows must fail, not leave them out.
      statement.execute("SET row_security = off");
      // Each range is a short walk along the key's index, whatever the statistics say.
      statement.execute("SET enable_seqscan = off");
      statement.execute("SET enable_bitmapscan = off");
      statement.execute("SET enable_sort = off");
      statement.execute("SET jit = off");
      statement.execute("SET synchronous_commit = off");
    }
  }

  /** What the next snapshot shows. */
  Seen shown() throws SQLException {
    Optional<Lsn> replayed = replayed();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_catalog.pg_current_snapshot()")) {
      row.next();
      return seen(replayed, row.getString(1));
    }
  }

  /** False if a partition came since the reading of the table was planned. */
  boolean hasAll(RangeTable table) throws SQLException {
    if (!table.request().means(table.name())) {
      return true;
    }
    try (PreparedStatement query = connection.prepareStatement(MORE)) {
      query.setLong(1, Integer.toUnsignedLong(table.table().relation().oid()));
      Long[] leaves =
          table.leaves().stream()
              .map(leaf -> Integer.toUnsignedLong(leaf.oid()))
              .toArray(Long[]::new);
      query.setArray(2, connection.createArrayOf("int8", leaves));
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return !row.getBoolean(1);
      }
    }
  }

  /**
   * The rows behind {@code after}, at most {@code limit} of them; nothing if the leaf is not what
   * it was.
   */
  Optional<DemandPiece.Range> read(RangeTable table, Leaf leaf, List<String> after, int limit)
      throws SQLException {
    try {
      return range(table, leaf, after, limit);
    } catch (SQLException e) {
      // Where the leaf is what it was, the condition is what names something that is not there.
      if (!SqlFailure.isGone(e) || (named(leaf) && same(table, leaf))) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private Optional<DemandPiece.Range> range(
      RangeTable table, Leaf leaf, List<String> after, int limit) throws SQLException {
    Optional<Lsn> replayed = replayed();
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      DemandPiece.Range range;
      boolean same;
      try {
        Seen seen;
        Lsn bound;
        long micros;
        try (ResultSet row = statement.executeQuery(SNAPSHOT)) {
          row.next();
          seen = seen(replayed, row.getString(1));
          bound = reachable(Lsn.parse(row.getString(2)), row.getInt(4));
          micros = row.getLong(3);
        }
        search(table.schemas());
        range = rows(table, leaf, after, limit, seen, bound, micros);
        same = same(table, leaf);
      } finally {
        statement.execute("ROLLBACK");
      }
      if (same) {
        haveFlushed(range.bound());
      }
      return same ? Optional.of(range) : Optional.empty();
    }
  }

  private void search(List<String> schemas) throws SQLException {
    if (schemas.isEmpty()) {
      return;
    }
    try (PreparedStatement query = connection.prepareStatement(SEARCH)) {
      query.setString(1, String.join(", ", schemas));
      query.execute();
    }
  }

  private DemandPiece.Range rows(
      RangeTable table, Leaf leaf, List<String> after, int limit, Seen seen, Lsn bound, long micros)
      throws SQLException {
    CopyOut copy =
        connection.unwrap(PGConnection.class).getCopyAPI().copyOut(table.copy(leaf, after, limit));
    List<Tuple> rows = new ArrayList<>();
    long bytes = 0;
    int sent = 0;
    int at = -1;
    for (byte[] message = copy.readFromCopy(); message != null; message = copy.readFromCopy()) {
      at = at < 0 ? CopyRow.begin(message) : 0;
      if (CopyRow.ends(message, at)) {
        continue;
      }
      sent++;
      // What is too much is read again with the next range, which begins behind these.
      if (rows.isEmpty() || bytes < maxBytes) {
        Tuple row = CopyRow.tuple(message, at, table.table().columns(), table.key().size());
        rows.add(row);
        bytes += row.bytes().length;
      }
    }
    return new DemandPiece.Range(
        table, leaf, seen, bound, micros, rows, sent < limit && sent == rows.size(), bytes);
  }

  /** Where nothing stands on a page yet, a stream gets no further than to its beginning. */
  private static Lsn reachable(Lsn bound, int page) {
    long onPage = Long.remainderUnsigned(bound.value(), page);
    return onPage <= PAGE_HEADER ? new Lsn(bound.value() - onPage) : bound;
  }

  private boolean same(RangeTable table, Leaf leaf) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(SAME)) {
      query.setLong(1, Integer.toUnsignedLong(leaf.oid()));
      query.setLong(2, leaf.file());
      query.setLong(3, Integer.toUnsignedLong(table.table().relation().oid()));
      query.setString(4, table.columns());
      query.setLong(5, Integer.toUnsignedLong(leaf.oid()));
      query.setLong(6, Integer.toUnsignedLong(table.table().relation().oid()));
      query.setLong(7, Integer.toUnsignedLong(leaf.oid()));
      query.setLong(8, Integer.toUnsignedLong(table.table().relation().oid()));
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  private boolean named(Leaf leaf) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(NAMED)) {
      query.setLong(1, Integer.toUnsignedLong(leaf.oid()));
      query.setString(2, leaf.name().schema());
      query.setString(3, leaf.name().table());
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /**
   * Log that no commit waits for may stay in memory until something commits. Then something does: a
   * transaction that did nothing.
   */
  private void haveFlushed(Lsn bound) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(FLUSHED)) {
      query.setString(1, bound.toString());
      boolean flushed;
      try (ResultSet row = query.executeQuery()) {
        row.next();
        flushed = row.getBoolean(1);
      }
      if (!flushed) {
        try (Statement statement = connection.createStatement()) {
          statement.execute("SELECT pg_catalog.pg_current_xact_id()");
        }
      }
    }
  }

  private Optional<Lsn> replayed() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(REPLAYED)) {
      row.next();
      return Optional.ofNullable(row.getString(1)).map(Lsn::parse);
    }
  }

  private static Seen seen(Optional<Lsn> replayed, String snapshot) {
    return replayed.<Seen>map(Seen.ByReplay::new).orElseGet(() -> Seen.of(snapshot));
  }
}
