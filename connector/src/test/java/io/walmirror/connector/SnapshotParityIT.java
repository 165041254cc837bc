package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.catalog.Catalog;
import io.walmirror.connector.catalog.CatalogTypes;
import io.walmirror.connector.config.SourceConfig;
import io.walmirror.connector.value.Codecs;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A row of every type that can be read, once from a snapshot and once from the stream. */
class SnapshotParityIT extends Scenarios {

  private static final int COLUMNS = 50;

  /** Values of types that need some; of any other type that is read a NULL alone is compared. */
  private static final Map<String, List<String>> VALUES = values();

  @BeforeEach
  void createTypes() {
    database.execute(
        "CREATE EXTENSION citext",
        "CREATE EXTENSION ltree",
        "CREATE EXTENSION hstore",
        "CREATE TYPE mood AS ENUM ('sad', 'ok', 'a,\"b\"', '')",
        "CREATE DOMAIN amount AS numeric(8,2)",
        "CREATE DOMAIN dear AS amount",
        "CREATE TYPE pair AS (a int, b text)",
        "DROP TABLE item");
    settings.put("snapshot.mode", "initial");
    settings.put("table.include.list", "public\\.kinds.*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  @Covers({55, 56})
  void aRowReadIsTheRowStreamed(String binary) throws SQLException {
    settings.put("binary", binary);
    List<String> types = readable();
    assertThat(types).contains("integer", "text[]", "mood", "numeric(12,3)", "public.dear");
    int tables = 0;
    int rows = VALUES.values().stream().mapToInt(List::size).max().getAsInt() + 1;
    for (int from = 0; from < types.size(); from += COLUMNS) {
      create("kinds" + tables++, types.subList(from, Math.min(types.size(), from + COLUMNS)), rows);
    }
    int count = tables * rows;
    try (RunningTask task = start()) {
      List<Event> read = Event.of(task.await(count));
      for (int table = 0; table < tables; table++) {
        String name = "kinds" + table;
        database.execute(
            "CREATE TABLE kept AS TABLE " + name,
            "TRUNCATE " + name,
            "INSERT INTO " + name + " SELECT * FROM kept ORDER BY id",
            "DROP TABLE kept");
      }
      List<Event> streamed =
          new ArrayList<>(
              Event.of(task.await(2 * count + tables)).subList(count, 2 * count + tables));
      streamed.removeIf(event -> event.op().equals("t"));
      List<Event> sorted = new ArrayList<>(read);
      Comparator<Event> order = Comparator.comparing(Event::topic).thenComparing(Event::id);
      sorted.sort(order);
      streamed.sort(order);
      for (int i = 0; i < count; i++) {
        Event one = sorted.get(i);
        Event other = streamed.get(i);
        assertThat(one.op() + other.op()).isEqualTo("rc");
        assertThat(one.record().valueSchema()).isEqualTo(other.record().valueSchema());
        assertThat(one.record().key()).isEqualTo(other.record().key());
        assertThat(one.after()).isEqualTo(other.after());
      }
      // What is compared is there at all.
      assertThat(sorted.get(0).after().schema().fields().stream().map(sorted.get(0).after()::get))
          .doesNotContainNull();
    }
    proof(
        "A row of a snapshot is the row of the stream, in schema and value",
        "SnapshotParityIT.aRowReadIsTheRowStreamed",
        types.size() + " types, " + count + " rows, binary=" + binary,
        "the stream's value against what PostgreSQL prints: OtherTypesIT, ArrayScenariosIT");
  }

  private void create(String table, List<String> types, int rows) {
    StringBuilder columns = new StringBuilder("id int PRIMARY KEY");
    for (int i = 0; i < types.size(); i++) {
      columns.append(", c").append(i).append(' ').append(types.get(i));
    }
    database.execute("CREATE TABLE " + table + " (" + columns + ")");
    List<String> inserts = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      StringBuilder values = new StringBuilder().append(row);
      for (String type : types) {
        values.append(", ").append(row == rows - 1 ? "NULL" : value(type, row));
      }
      inserts.add("INSERT INTO " + table + " VALUES (" + values + ")");
    }
    database.execute(inserts.toArray(String[]::new));
  }

  private static String value(String type, int row) {
    boolean array = type.endsWith("[]");
    List<String> some = VALUES.get(array ? type.substring(0, type.length() - 2) : type);
    String one = literal(some.get(row % some.size()));
    return array ? "ARRAY[" + one + ", NULL, " + literal(some.get(0)) + "]::" + type : one;
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** The types with values that have a codec, and arrays of them. */
  private List<String> readable() throws SQLException {
    SourceConfig config = new SourceConfig(settings);
    List<String> types = new ArrayList<>();
    try (Catalog catalog = new Catalog(config.database())) {
      Codecs codecs = new Codecs(config.valueModes(), new CatalogTypes(catalog));
      for (String type : VALUES.keySet()) {
        for (String kind : List.of(type, type + "[]")) {
          String oid =
              database.value("SELECT '" + kind.replace("'", "''") + "'::regtype::oid::int8");
          if (codecs.of((int) Long.parseLong(oid), -1).isPresent()
              && (kind.equals(type) || !type.startsWith("public.pair"))) {
            types.add(kind);
          }
        }
      }
    }
    return types;
  }

  private static Map<String, List<String>> values() {
    Map<String, List<String>> values = new LinkedHashMap<>();
    values.put("boolean", List.of("t", "f"));
    values.put("smallint", List.of("0", "-32768", "32767"));
    values.put("integer", List.of("0", "-2147483648", "2147483647"));
    values.put("bigint", List.of("-9223372036854775808", "9223372036854775807", "1"));
    values.put("oid", List.of("0", "4294967295"));
    values.put("real", List.of("NaN", "-Infinity", "1e-30", "0.1", "-0"));
    values.put("double precision", List.of("NaN", "Infinity", "1e-300", "0.1", "-0"));
    values.put("numeric", List.of("0", "1.500", "-12345678901234567890.0000001", "1e30"));
    values.put("numeric(12,3)", List.of("0", "1.5", "-123456789.012"));
    values.put("text", List.of("", "a", "NULL", "a,b", "{}", "\"", "\\", "ß\n\t€", " x "));
    values.put("varchar(20)", List.of("", "a\\\"b"));
    values.put("char(5)", List.of("", "a", "a,b"));
    values.put("name", List.of("a", "B c"));
    values.put("\"char\"", List.of("a", ","));
    values.put("json", List.of("{\"a\": [1, null]}", "\"\\\\\"", "null"));
    values.put("jsonb", List.of("{\"a\": [1, null]}", "\"\\\\\"", "null"));
    values.put("xml", List.of("<a b=\"1\">x,y</a>"));
    values.put("uuid", List.of("0f8fad5b-d9cb-469f-a165-70867728950e"));
    values.put("bytea", List.of("\\x", "\\x00ff5c22"));
    values.put("date", List.of("infinity", "4713-01-01 BC", "2026-11-21", "5874897-12-31"));
    values.put("time", List.of("00:00", "24:00", "01:02:03.000004"));
    values.put("time(3)", List.of("00:00", "01:02:03.004"));
    values.put("timetz", List.of("24:00+00", "01:02:03.000004+05:30"));
    values.put("timestamp", List.of("infinity", "0044-03-15 BC", "2026-11-21 01:02:03.5"));
    values.put("timestamp(3)", List.of("infinity", "2026-11-21 01:02:03.005"));
    values.put("timestamptz", List.of("infinity", "0044-03-15 BC", "2026-11-21 01:02:03.5+02"));
    values.put("timestamptz(0)", List.of("-infinity", "2026-11-21 01:02:03+02"));
    values.put("interval", List.of("1 mon 2 days 3s", "-1 year 04:05:06.789", "00:00"));
    values.put("inet", List.of("10.0.0.1/8", "::1"));
    values.put("cidr", List.of("10.0.0.0/8", "::/0"));
    values.put("macaddr", List.of("08:00:2b:01:02:03"));
    values.put("macaddr8", List.of("08:00:2b:01:02:03:04:05"));
    values.put("bit(1)", List.of("0", "1"));
    values.put("bit(13)", List.of("0000000000001", "1111111111111"));
    values.put("varbit", List.of("", "101"));
    values.put("point", List.of("(1,2)", "(-1e300,0.1)"));
    values.put("tsvector", List.of("a:1 b:2A", ""));
    values.put("public.citext", List.of("Äb", ""));
    values.put("public.ltree", List.of("top.b", ""));
    values.put("mood", List.of("sad", "a,\"b\"", ""));
    values.put("public.amount", List.of("0", "1.50"));
    values.put("public.dear", List.of("-999999.99"));
    // Read by later versions; compared as soon as they are.
    values.put("money", List.of("1.23", "-92233720368547758.08"));
    values.put("public.hstore", List.of("", "\"a\"=>NULL, \"b\"=>\"c\""));
    values.put("int4range", List.of("empty", "[1,5)", "(,)"));
    values.put("int8range", List.of("empty", "[1,5)"));
    values.put("numrange", List.of("[1.5,2.50]", "(,3]"));
    values.put("tsrange", List.of("[2026-11-21 01:02:03.5,infinity)"));
    values.put("tstzrange", List.of("[2026-11-21 01:02:03.5+02,)"));
    values.put("daterange", List.of("[2026-11-21,2026-11-22)"));
    values.put("int4multirange", List.of("{}", "{[1,5),[7,9)}"));
    values.put("box", List.of("(2,2),(1,1)"));
    values.put("lseg", List.of("[(1,1),(2,2)]"));
    values.put("path", List.of("[(1,1),(2,2)]", "((1,1),(2,2))"));
    values.put("polygon", List.of("((0,0),(1,1),(2,0))"));
    values.put("circle", List.of("<(1,2),3>"));
    values.put("line", List.of("{1,2,3}"));
    values.put("public.pair", List.of("(1,x)", "(,)"));
    values.put("pg_lsn", List.of("0/16B3748"));
    values.put("tsquery", List.of("a & b"));
    return values;
  }
}
