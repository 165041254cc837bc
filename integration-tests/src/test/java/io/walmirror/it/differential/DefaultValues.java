package io.walmirror.it.differential;

import io.walmirror.stack.server.Database;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Columns with defaults: a table for each type, where {@code v} may be NULL and {@code n} may not,
 * and one more for what functions make.
 */
final class DefaultValues {

  private record Case(String name, String type, String expression) {
    String table() {
      return "default_" + name;
    }
  }

  private static final List<Case> ALL =
      List.of(
          new Case("bool", "bool", "true"),
          new Case("int2", "int2", "-7"),
          new Case("int4", "int4", "42"),
          new Case("int8", "int8", "9223372036854775807"),
          new Case("float4", "float4", "1.5"),
          new Case("float8", "float8", "-1e-7"),
          new Case("numeric", "numeric(10,2)", "5"),
          new Case("numeric_free", "numeric", "1.50"),
          new Case("text", "text", "'it''s'"),
          new Case("empty_text", "text", "''"),
          new Case("varchar", "varchar(10)", "'abc'"),
          new Case("bpchar", "char(5)", "'abc'"),
          new Case("json", "json", "'{\"a\": [1, null]}'"),
          new Case("jsonb", "jsonb", "'{\"a\": [1, null]}'"),
          new Case("xml", "xml", "'<a>b</a>'"),
          new Case("uuid", "uuid", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'"),
          new Case("date", "date", "'2020-02-29'"),
          new Case("time", "time", "'01:02:03.5'"),
          new Case("time_3", "time(3)", "'01:02:03.5'"),
          new Case("timestamp", "timestamp", "'2020-02-29 01:02:03.5'"),
          new Case("timestamp_3", "timestamp(3)", "'2020-02-29 01:02:03.5'"),
          new Case("timestamptz", "timestamptz", "'2020-02-29 01:02:03.5+02'"),
          new Case("interval", "interval", "'1 year 2 mons 3 days 04:05:06'"),
          new Case("bit", "bit(1)", "B'1'"),
          new Case("bits", "bit(5)", "B'10101'"),
          new Case("mood", "mood", "'very happy'"),
          new Case("timetz", "timetz", "'01:02:03+02'"),
          new Case("money", "money", "'12.34'"),
          new Case("bytea", "bytea", "'\\x00ff'"),
          new Case("citext", "citext", "'MiXed'"),
          new Case("inet", "inet", "'10.1.2.3'"),
          new Case("point", "point", "'(1,2)'"),
          new Case("hstore", "hstore", "'a=>1'"),
          new Case("range", "int4range", "'[1,5)'"),
          new Case("ints", "int4[]", "'{1,2}'"),
          new Case("count", "count", "7"),
          new Case("short_text", "short_text", "'short'"),
          new Case("mood_of_day", "mood_of_day", "'ok'"),
          new Case("computed", "int4", "1 + 2"),
          new Case("joined", "text", "'a' || 'b'"),
          new Case("typed_null", "text", "NULL::text"),
          new Case("function_text", "text", "lower('A')"),
          new Case("function_int", "int4", "abs(-3)"),
          new Case("function_date", "date", "CURRENT_DATE"),
          new Case("function_moment", "timestamptz", "now()"),
          new Case("function_local", "timestamp", "CURRENT_TIMESTAMP"),
          new Case("function_uuid", "uuid", "gen_random_uuid()"),
          new Case("function_numeric", "numeric(6,3)", "random()"));

  private DefaultValues() {}

  static void define(Database database) {
    for (Case each : ALL) {
      boolean nothing = each.expression.startsWith("NULL");
      database.execute(
          String.format(
              "CREATE TABLE %s (id serial PRIMARY KEY, v %s DEFAULT %s, n %s NOT NULL%s)",
              each.table(),
              each.type,
              each.expression,
              each.type,
              nothing ? " DEFAULT ''" : " DEFAULT " + each.expression));
    }
    database.execute(
        "CREATE TABLE default_keys (a int DEFAULT 3, b text DEFAULT 'k', c int GENERATED ALWAYS AS"
            + " IDENTITY, v text, PRIMARY KEY (b, a))");
  }

  static void run(Statement statement) throws SQLException {
    for (Case each : ALL) {
      for (String sql :
          List.of(
              "INSERT INTO %s DEFAULT VALUES",
              "INSERT INTO %s (v) VALUES (NULL)",
              "UPDATE %s SET v = DEFAULT WHERE v IS NULL",
              "DELETE FROM %s WHERE id = 1",
              "ALTER TABLE %s REPLICA IDENTITY FULL",
              "UPDATE %s SET v = NULL")) {
        statement.execute(String.format(sql, each.table()));
      }
    }
    statement.execute("INSERT INTO default_keys DEFAULT VALUES");
    statement.execute("UPDATE default_keys SET a = 4");
    statement.execute("DELETE FROM default_keys");
  }

  static int count() {
    return ALL.size();
  }
}
