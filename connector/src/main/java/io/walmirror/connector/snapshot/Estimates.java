package io.walmirror.connector.snapshot;

import io.walmirror.connector.progress.Pace;
import io.walmirror.connector.wire.Sql;
import io.walmirror.envelope.TableName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many rows there may be to read: by the server's statistics, or as its planner has it where
 * not all rows of a table are read. {@link Pace#UNKNOWN} where it has no statistics.
 */
public final class Estimates {

  private static final Logger log = LoggerFactory.getLogger(Estimates.class);

  private static final Pattern PLAN_ROWS = Pattern.compile("\"Plan Rows\": (\\d+)");

  private Estimates() {}

  /** Of a table, asked in the connection's open transaction, which keeps no lock for it. */
  public static long rows(Connection connection, SnapshotTable table) throws SQLException {
    long all = 0;
    for (Leaf leaf : table.leaves()) {
      if (leaf.rows() == Pace.UNKNOWN) {
        return Pace.UNKNOWN;
      }
      all += leaf.rows();
    }
    boolean whole = table.filter().isEmpty() && table.override().isEmpty();
    return whole || table.leaves().isEmpty() ? all : planned(connection, table);
  }

  /** What is left of tables some chunks of which may be done. */
  public static Map<TableName, Long> rest(Connection connection, Collection<LeafProgress> leaves)
      throws SQLException {
    Map<TableName, SnapshotTable> tables = new LinkedHashMap<>();
    Map<TableName, Double> all = new LinkedHashMap<>();
    Map<TableName, Double> left = new LinkedHashMap<>();
    for (LeafProgress leaf : leaves) {
      TableName name = leaf.table().name();
      double part = (double) (leaf.chunks() - leaf.chunksDone()) / leaf.chunks();
      // One more, so that a table without rows has a rest as well.
      double weight = Math.max(leaf.leaf().rows(), 0) + 1;
      tables.put(name, leaf.table());
      all.merge(name, weight, Double::sum);
      left.merge(name, weight * part, Double::sum);
    }
    Map<TableName, Long> rest = new LinkedHashMap<>();
    for (SnapshotTable table : tables.values()) {
      TableName name = table.name();
      long rows = rows(connection, table);
      double part = left.get(name) / all.get(name);
      rest.put(name, rows == Pace.UNKNOWN ? Pace.UNKNOWN : Math.round(rows * part));
    }
    return rest;
  }

  private static long planned(Connection connection, SnapshotTable table) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SAVEPOINT walmirror_estimate");
      try {
        statement.execute("SET LOCAL lock_timeout = '100ms'");
        return planRows(statement, "EXPLAIN (FORMAT JSON) " + select(table));
      } catch (SQLException e) {
        log.debug("how many rows of {} are wanted is not known", table.name(), e);
        return Pace.UNKNOWN;
      } finally {
        // The planner's locks end here, and so does what failed.
        statement.execute("ROLLBACK TO SAVEPOINT walmirror_estimate");
      }
    }
  }

  private static long planRows(Statement statement, String explain) throws SQLException {
    try (ResultSet row = statement.executeQuery(explain)) {
      row.next();
      Matcher rows = PLAN_ROWS.matcher(row.getString(1));
      return rows.find() ? Long.parseLong(rows.group(1)) : Pace.UNKNOWN;
    }
  }

  private static String select(SnapshotTable table) {
    if (table.override().isPresent()) {
      return "SELECT FROM (" + table.override().get() + "\n) AS chosen";
    }
    boolean itself = table.leaves().get(0).oid() == table.relation().oid();
    return "SELECT FROM "
        + (itself ? "ONLY " : "")
        + Sql.identifier(table.name().schema())
        + '.'
        + Sql.identifier(table.name().table())
        + table.filter().map(filter -> " WHERE (" + filter + "\n)").orElse("");
  }
}
