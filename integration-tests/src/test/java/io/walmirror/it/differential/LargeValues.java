package io.walmirror.it.differential;

import io.walmirror.stack.server.Database;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Values stored apart from their rows, and updates that leave them as they are. */
final class LargeValues {

  private static final String X = "repeat('x', 9000)";
  private static final String SERIES = "FROM generate_series(1, 3000) g)";

  private record Large(String name, String type, String value) {
    String table() {
      return "large_" + name;
    }
  }

  private static final List<Large> ALL =
      List.of(
          new Large("text", "text", X),
          new Large("varchar", "varchar(9000)", X),
          new Large("bpchar", "char(9000)", X),
          new Large("citext", "citext", X),
          new Large("json", "json", "('{\"a\":\"' || " + X + " || '\"}')::json"),
          new Large("jsonb", "jsonb", "('{\"a\":\"' || " + X + " || '\"}')::jsonb"),
          new Large("xml", "xml", "('<a>' || " + X + " || '</a>')::xml"),
          new Large("bytea", "bytea", "decode(repeat('ab', 9000), 'hex')"),
          new Large("hstore", "hstore", "hstore('a', " + X + ")"),
          new Large("numeric", "numeric", "repeat('9', 9000)::numeric"),
          new Large("numeric_scale", "numeric(900,2)", "repeat('9', 898)::numeric"),
          new Large("texts", "text[]", "ARRAY[" + X + "]"),
          new Large("varchars", "varchar(9000)[]", "ARRAY[" + X + "]"),
          new Large("bpchars", "char(9000)[]", "ARRAY[" + X + "]::char(9000)[]"),
          new Large("jsons", "json[]", "ARRAY['{\"a\":\"' || " + X + " || '\"}']::json[]"),
          new Large("byteas", "bytea[]", "ARRAY[decode(repeat('ab', 9000), 'hex')]"),
          new Large("hstores", "hstore[]", "ARRAY[hstore('a', " + X + ")]"),
          new Large("int2s", "int2[]", "(SELECT array_agg(g::int2) " + SERIES),
          new Large("int4s", "int4[]", "(SELECT array_agg(g) " + SERIES),
          new Large("int8s", "int8[]", "(SELECT array_agg(g::int8) " + SERIES),
          new Large("dates", "date[]", "(SELECT array_agg(date '2020-01-01' + g) " + SERIES),
          new Large("uuids", "uuid[]", "(SELECT array_agg(md5(g::text)::uuid) " + SERIES),
          new Large("floats", "float8[]", "(SELECT array_agg(g::float8) " + SERIES),
          new Large("numerics", "numeric[]", "(SELECT array_agg(g::numeric) " + SERIES),
          new Large("bools", "bool[]", "(SELECT array_agg(true) " + SERIES),
          new Large(
              "timestamps", "timestamp[]", "(SELECT array_agg(timestamp '2020-01-01') " + SERIES),
          new Large(
              "zoned", "timestamptz[]", "(SELECT array_agg(timestamptz '2020-01-01') " + SERIES),
          new Large("inets", "inet[]", "(SELECT array_agg('10.1.2.3'::inet) " + SERIES),
          new Large("bits", "varbit", "repeat('1', 90000)::varbit"),
          new Large("polygon", "polygon", "polygon(600, circle '((0,0),1)')"));

  private LargeValues() {}

  static void define(Database database) {
    for (Large large : ALL) {
      database.execute(
          String.format(
              "CREATE TABLE %s (id int PRIMARY KEY, n int, v %s)", large.table(), large.type()),
          String.format("ALTER TABLE %s ALTER COLUMN v SET STORAGE EXTERNAL", large.table()));
    }
  }

  static void run(Statement statement) throws SQLException {
    for (Large large : ALL) {
      for (String sql :
          List.of(
              "INSERT INTO %s VALUES (1, 1, " + large.value() + ")",
              "UPDATE %s SET n = 2",
              "ALTER TABLE %s REPLICA IDENTITY FULL",
              "UPDATE %s SET n = 3",
              "DELETE FROM %s")) {
        statement.execute(String.format(sql, large.table()));
      }
    }
  }

  static int count() {
    return ALL.size();
  }
}
