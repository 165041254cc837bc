package io.walmirror.stack.up.console;

import io.walmirror.stack.up.running.ExitCode;
import io.walmirror.stack.up.running.RunningUp;
import io.walmirror.stack.up.screen.TextTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * {@code ./walmirror sql "…"}: sends SQL to the PostgreSQL that runs and prints what it answers.
 * Several statements are one transaction, as with {@code psql -c}.
 */
public final class SqlConsole {

  private static final Set<Integer> NUMBERS =
      Set.of(Types.BIGINT, Types.INTEGER, Types.SMALLINT, Types.NUMERIC, Types.REAL, Types.DOUBLE);

  private SqlConsole() {}

  public static void main(String[] arguments) throws IOException {
    String sql =
        arguments.length > 0
            ? String.join(" ", arguments)
            : new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    if (sql.isBlank()) {
      Servers.ERR.println("usage: ./walmirror sql \"SELECT …\"   (or the SQL on standard input)");
      System.exit(ExitCode.USAGE);
    }
    Optional<RunningUp> running = Servers.running();
    System.exit(running.map(up -> run(up, sql)).orElse(ExitCode.UNREACHABLE));
  }

  private static int run(RunningUp up, String sql) {
    try (Connection connection = connect(up)) {
      try (Statement statement = connection.createStatement()) {
        print(statement, sql);
        return ExitCode.DONE;
      } catch (SQLException e) {
        Servers.ERR.println(e.getMessage());
        return ExitCode.WRONG;
      }
    } catch (SQLException e) {
      Servers.ERR.println("PostgreSQL cannot be reached: " + e.getMessage());
      return ExitCode.UNREACHABLE;
    }
  }

  private static Connection connect(RunningUp up) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", up.postgresUser());
    properties.setProperty("password", up.postgresPassword());
    properties.setProperty("currentSchema", "shop,public");
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty("ApplicationName", "walmirror sql");
    return DriverManager.getConnection(up.jdbcUrl(), properties);
  }

  private static void print(Statement statement, String sql) throws SQLException {
    boolean rows = statement.execute(sql);
    while (true) {
      for (SQLWarning w = statement.getWarnings(); w != null; w = w.getNextWarning()) {
        Servers.ERR.println(w.getMessage());
      }
      statement.clearWarnings();
      if (rows) {
        try (ResultSet result = statement.getResultSet()) {
          print(result);
        }
      } else if (statement.getUpdateCount() < 0) {
        return;
      } else {
        Servers.OUT.println("done, " + count(statement.getUpdateCount()));
      }
      rows = statement.getMoreResults();
    }
  }

  private static void print(ResultSet result) throws SQLException {
    ResultSetMetaData columns = result.getMetaData();
    TextTable table = new TextTable();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      boolean number = NUMBERS.contains(columns.getColumnType(i));
      table.column(columns.getColumnLabel(i), number ? TextTable.Side.RIGHT : TextTable.Side.LEFT);
    }
    int rows = 0;
    while (result.next()) {
      List<String> texts = new ArrayList<>();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        String text = result.getString(i);
        texts.add(text == null ? "" : text);
      }
      table.row(texts);
      rows++;
    }
    table.framed().forEach(Servers.OUT::println);
    Servers.OUT.println("(" + count(rows) + ")");
  }

  private static String count(int rows) {
    return rows == 1 ? "1 row" : rows + " rows";
  }
}
