package io.walmirror.stack.up.mirror;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The tables of one schema, read over a connection of its own that nothing else uses. */
public final class PostgresTables implements Tables, AutoCloseable {

  /** What the texts of values depend on; the mirror holds those of these settings. */
  private static final String SESSION =
      "SET TimeZone='UTC'; SET DateStyle='ISO'; SET IntervalStyle='postgres';"
          + " SET extra_float_digits=1; SET bytea_output='hex'";

  /** How many rows the sample of a large table has, about half of them its newest. */
  private static final int SAMPLE = 1000;

  /** Opens a connection. */
  @FunctionalInterface
  public interface Connector {
    Connection open() throws SQLException;
  }

  private final String schema;
  private final Connector connector;
  private Connection connection;

  public PostgresTables(String schema, Connector connector) {
    this.schema = schema;
    this.connector = connector;
  }

  @Override
  public Rows read(String table, int wholeUpTo) throws UnreadableException {
    return inSnapshot(
        open -> {
          TableColumns columns = TableColumns.of(open, schema, table);
          long count = count(open, columns);
          boolean whole = count <= wholeUpTo;
          String rows = whole ? columns.select("") : sample(columns, count);
          return new Rows(count, whole, rows(open, columns, rows, List.of()));
        });
  }

  @Override
  public Map<String, Row> read(String table, Collection<String> keys) throws UnreadableException {
    return inSnapshot(
        open -> {
          TableColumns columns = TableColumns.of(open, schema, table);
          Map<String, Row> rows = new HashMap<>();
          keys.forEach(key -> rows.put(key, new Row.Gone()));
          List<String[]> arrays = columns.keyArrays(keys);
          if (arrays.get(0).length > 0) {
            rows.putAll(rows(open, columns, columns.select(columns.byKeys()), arrays));
          }
          return rows;
        });
  }

  @Override
  public long count(String table) throws UnreadableException {
    return inSnapshot(open -> count(open, TableColumns.of(open, schema, table)));
  }

  @Override
  public void close() throws SQLException {
    if (connection != null) {
      connection.close();
    }
  }

  private static String sample(TableColumns columns, long count) {
    // By rows: of a table with few pages, a choice of pages is empty every now and then.
    double percent = Math.min(100.0, 100.0 * (SAMPLE / 2) / count);
    return "("
        + columns.select(" ORDER BY " + columns.descendingKey() + " LIMIT " + SAMPLE / 2)
        + ") UNION ("
        + columns.select(" TABLESAMPLE BERNOULLI (" + percent + ") LIMIT " + SAMPLE / 2)
        + ")";
  }

  private static long count(Connection open, TableColumns columns) throws SQLException {
    try (Statement statement = open.createStatement();
        ResultSet result = statement.executeQuery("SELECT count(*) FROM " + columns.table())) {
      result.next();
      return result.getLong(1);
    }
  }

  private static Map<String, Row> rows(
      Connection open, TableColumns columns, String sql, List<String[]> arrays)
      throws SQLException {
    try (PreparedStatement statement = open.prepareStatement(sql)) {
      for (int i = 0; i < arrays.size(); i++) {
        statement.setArray(i + 1, open.createArrayOf("text", arrays.get(i)));
      }
      statement.setFetchSize(1000);
      Map<String, Row> rows = new HashMap<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          Map<String, String> values = new TreeMap<>();
          for (int i = 0; i < columns.names().size(); i++) {
            String value = result.getString(i + 1);
            if (value != null) {
              values.put(columns.names().get(i), value);
            }
          }
          rows.put(columns.keyOf(values), new Row.Present(values));
        }
      }
      return rows;
    }
  }

  /** Work that sees one moment of the database. */
  @FunctionalInterface
  private interface Reading<T> {
    T of(Connection open) throws SQLException;
  }

  private <T> T inSnapshot(Reading<T> reading) throws UnreadableException {
    try {
      Connection open = connected();
      try {
        return reading.of(open);
      } finally {
        open.rollback();
      }
    } catch (SQLException e) {
      forget(e);
      throw new UnreadableException("PostgreSQL could not be read: " + e.getMessage(), e);
    }
  }

  private Connection connected() throws SQLException {
    if (connection == null) {
      Connection open = connector.open();
      try (Statement statement = open.createStatement()) {
        statement.execute(SESSION);
        open.setAutoCommit(false);
        open.setReadOnly(true);
        open.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      } catch (SQLException e) {
        open.close();
        throw e;
      }
      connection = open;
    }
    return connection;
  }

  private void forget(SQLException reason) {
    List<AutoCloseable> broken = new ArrayList<>();
    if (connection != null) {
      broken.add(connection);
    }
    connection = null;
    for (AutoCloseable each : broken) {
      try {
        each.close();
      } catch (Exception e) {
        reason.addSuppressed(e);
      }
    }
  }
}
