package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.walmirror.connector.RunningTask.Offsets;
import io.walmirror.envelope.HeaderNames;
import io.walmirror.envelope.UnchangedColumns;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Arrays. Beside each stand its elements in columns of their own, filled by PostgreSQL: what a
 * column of the element's type gives, the array must give.
 */
class ArrayScenariosIT extends TypeScenarios {

  private static final int ROWS = 40;

  private static final List<Kind> KINDS =
      List.of(
          new Kind("boolean", "t", "f"),
          new Kind("smallint", "0", "-32768", "32767"),
          new Kind("integer", "0", "-2147483648", "2147483647"),
          new Kind("bigint", "-9223372036854775808", "9223372036854775807", "1"),
          new Kind("oid", "0", "4294967295"),
          new Kind("real", "NaN", "-Infinity", "1e-30", "0.1", "-0"),
          new Kind("double precision", "NaN", "Infinity", "1e-300", "0.1", "-0"),
          new Kind("numeric", "0", "1.500", "-12345678901234567890.0000001", "1e30"),
          new Kind("numeric(12,3)", "0", "1.5", "-123456789.012"),
          new Kind("text", "", "a", "NULL", "null", "a,b", "{}", "\"", "\\", "ß\n\t€", " x "),
          new Kind("varchar(20)", "", "NULL", "a\\\"b", "{,}"),
          new Kind("char(5)", "", "a", "a,b"),
          new Kind("name", "a", "B c"),
          new Kind("\"char\"", "a", ",", "\""),
          new Kind("json", "{\"a\": [1, null]}", "\"\\\\\"", "null"),
          new Kind("jsonb", "{\"a\": [1, null]}", "\"\\\\\"", "null"),
          new Kind("xml", "<a b=\"1\">x,y</a>", "<?xml version=\"1.0\"?><a/>"),
          new Kind("uuid", "0f8fad5b-d9cb-469f-a165-70867728950e"),
          new Kind("bytea", "\\x", "\\x00ff5c22", "\\x7b2c7d"),
          new Kind("date", "infinity", "-infinity", "4713-01-01 BC", "2026-11-21", "5874897-12-31"),
          new Kind("time", "00:00", "24:00", "01:02:03.000004"),
          new Kind("time(3)", "00:00", "24:00", "01:02:03.004"),
          new Kind("timetz", "24:00+00", "01:02:03.000004+05:30"),
          new Kind("timestamp", "infinity", "-infinity", "0044-03-15 BC", "2026-11-21 01:02:03.5"),
          new Kind("timestamp(3)", "infinity", "294276-12-31", "2026-11-21 01:02:03.005"),
          new Kind("timestamptz", "infinity", "0044-03-15 BC", "2026-11-21 01:02:03.5+02"),
          new Kind("timestamptz(0)", "-infinity", "2026-11-21 01:02:03+02"),
          new Kind("interval", "1 mon 2 days 3s", "-1 year 04:05:06.789", "00:00"),
          new Kind("mood", "sad", "ok", "a,\"b\"", ""),
          new Kind("amount", "0", "1.50", "-999999.99"),
          new Kind("dear_amount", "0", "100.25"));

  private record Kind(String type, List<String> values) {
    Kind(String type, String... values) {
      this(type, List.of(values));
    }
  }

  @BeforeEach
  void createTypes() {
    database.execute(
        "CREATE TYPE mood AS ENUM ('sad', 'ok', 'a,\"b\"', '')",
        "CREATE DOMAIN amount AS numeric(8,2)",
        "CREATE DOMAIN dear_amount AS amount CHECK (VALUE >= 0)");
  }

  @Test
  @Covers(2)
  void anArrayOfAnyTypeHoldsWhatColumnsOfTheTypeWouldHold() throws SQLException {
    for (int i = 0; i < KINDS.size(); i++) {
      String type = KINDS.get(i).type;
      database.execute(
          "CREATE TABLE k%d (id int PRIMARY KEY, a %s[], e1 %s, e2 %s, e3 %s)"
              .formatted(i, type, type, type, type),
          "ALTER TABLE k" + i + " REPLICA IDENTITY FULL");
    }
    startBoth();
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      for (int i = 0; i < KINDS.size(); i++) {
        fill(connection, "k" + i, KINDS.get(i));
        run(connection, "UPDATE k" + i + " SET e1 = e1");
      }
      connection.commit();
    }
    List<Event> events = await(2 * ROWS * KINDS.size());
    int at = 0;
    int elements = 0;
    for (int i = 0; i < KINDS.size(); i++) {
      sortById(events.subList(at + ROWS, at + 2 * ROWS));
      List<List<String>> oracle =
          database.rows("SELECT cardinality(a), e1 FROM k" + i + " ORDER BY id");
      Schema array = events.get(at).after().schema().field("a").schema();
      Schema element = events.get(at).after().schema().field("e1").schema();
      assertThat(array.type()).isEqualTo(Schema.Type.ARRAY);
      assertThat(array.isOptional()).isTrue();
      assertThat(array.valueSchema()).as(KINDS.get(i).type).isEqualTo(element);
      for (int row = 0; row < ROWS; row++, at++) {
        List<String> printed = oracle.get(row);
        String what = KINDS.get(i).type + ", row " + row + ", seed " + seed;
        Struct after = events.get(at).after();
        Object expected = expected(after, printed.get(0));
        assertThat(after.get("a")).as(what).isEqualTo(expected);
        if (element.name() == null && element.type() == Schema.Type.STRING) {
          assertThat(after.get("e1")).as(what).isEqualTo(printed.get(1));
        }
        assertThat(events.get(at + ROWS).before().get("a")).as(what).isEqualTo(expected);
        assertThat(events.get(at + ROWS).after().get("a")).as(what).isEqualTo(expected);
        elements += expected == null ? 0 : ((List<?>) expected).size();
      }
      at += ROWS;
    }
    proof(
        "An array holds what columns of its element's type hold, in binary and in text form",
        "ArrayScenariosIT",
        elements + " elements of " + KINDS.size() + " types, random and edges, seed " + seed,
        "cardinality and elements are PostgreSQL's own");
  }

  private void fill(Connection connection, String table, Kind kind) throws SQLException {
    String insert =
        "INSERT INTO %s SELECT ?, a, a[1], a[2], a[3] FROM (SELECT %%s::text[]::%s[] a) given"
            .formatted(table, kind.type);
    for (int id = 0; id < ROWS; id++) {
      int size = id % 5 - 1;
      List<String> values = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        boolean isNull = random.nextInt(6) == 0;
        values.add(isNull ? null : kind.values.get(random.nextInt(kind.values.size())));
      }
      String array =
          size < 0
              ? "NULL"
              : values.stream().map(any -> "?").collect(Collectors.joining(",", "ARRAY[", "]"));
      try (PreparedStatement statement = connection.prepareStatement(insert.formatted(array))) {
        statement.setInt(1, id);
        for (int i = 0; i < values.size(); i++) {
          statement.setString(i + 2, values.get(i));
        }
        statement.executeUpdate();
      }
    }
  }

  private static Object expected(Struct row, String cardinality) {
    if (cardinality == null) {
      return null;
    }
    List<Object> elements = Arrays.asList(row.get("e1"), row.get("e2"), row.get("e3"));
    return elements.subList(0, Integer.parseInt(cardinality));
  }

  @Test
  @Covers(2)
  void anArrayOfSeveralDimensionsIsItsElementsAndAHeaderSaysItsShape() {
    database.execute(
        "CREATE TABLE grid (id int PRIMARY KEY, cells int[], words text[] NOT NULL, boxes box[])",
        "ALTER TABLE grid REPLICA IDENTITY FULL");
    startBoth();
    database.execute(
        "INSERT INTO grid VALUES (1, '{{1,NULL},{3,4}}', '[0:1]={\"=\",b}', '{(1,1),(0,0);NULL}')",
        "UPDATE grid SET cells = '[2:3][-1:0]={{1,NULL},{3,4}}', words = '{}'",
        "UPDATE grid SET cells = '{1,NULL,3,4}'",
        "UPDATE grid SET id = 2, words = '{{a}}'",
        "DELETE FROM grid");
    List<Event> events = await(8);
    List<Integer> cells = Arrays.asList(1, null, 3, 4);
    for (Event event : events.subList(0, 3)) {
      assertThat(event.after().get("cells")).isEqualTo(cells);
    }
    assertThat(events.get(0).after().get("words")).isEqualTo(List.of("=", "b"));
    assertThat((List<?>) events.get(0).after().get("boxes")).hasSize(2);
    Schema boxes = events.get(0).after().schema().field("boxes").schema();
    assertThat(boxes.parameters()).containsExactly(entry("walmirror.delimiter", ";"));
    assertThat(events.stream().map(event -> event.header(HeaderNames.ARRAYS)).toList())
        .containsExactly(
            "d+cells.1.2.1.2+words.0.2",
            "d+cells.2.2.-1.2",
            null,
            null,
            null,
            "d+words.1.1.1.1",
            "d+words.1.1.1.1",
            null);
  }

  @Test
  void anUpdateOfAnArraysShapeAloneIsAChange() {
    database.execute(
        "CREATE TABLE grid (id int PRIMARY KEY, cells int[])",
        "ALTER TABLE grid REPLICA IDENTITY FULL");
    settings.put("skip.messages.without.change", "true");
    startBoth();
    database.execute(
        "INSERT INTO grid VALUES (1, '{1,2}')",
        "UPDATE grid SET cells = '{1,2}'",
        "UPDATE grid SET cells = '{{1,2}}'",
        "UPDATE grid SET cells = '{{1},{2}}'",
        "UPDATE grid SET cells = '[0:1]={1,2}'");
    assertThat(await(4).stream().map(event -> event.header(HeaderNames.ARRAYS)).toList())
        .containsExactly(null, "d+cells.1.1.1.2", "d+cells.1.2.1.1", "d+cells.0.2");
  }

  @Test
  void aKeyWhoseListWouldBeAnotherRowsStopsTheTaskWithItsTableAndColumn() {
    database.execute("CREATE TABLE grid (cells int[] PRIMARY KEY, n int)");
    for (String form : List.of("true", "false")) {
      settings.put("binary", form);
      settings.put("slot.name", database.slot() + "_" + form);
      try (RunningTask task = start(new Offsets())) {
        database.execute(
            "INSERT INTO grid VALUES ('{1,2,3,4}', 1) ON CONFLICT DO NOTHING",
            "DELETE FROM grid WHERE n = 2",
            "INSERT INTO grid VALUES ('{{1,2},{3,4}}', 2)");
        assertThat(task.awaitFailure())
            .hasMessageContaining("column cells of public.grid is in the key")
            .hasMessageContaining("message.key.columns");
      }
    }
  }

  @Test
  @Covers(30)
  void anUnchangedLargeArrayIsDebeziumsPlaceholderOrNothingAndNamedInTheHeader() {
    String placeholder = "__debezium_unavailable_value";
    database.execute(
        "CREATE TABLE large (id int PRIMARY KEY, n int, i int[], b bigint[], d date[], t text[],"
            + " u uuid[], f float8[], r float8[] NOT NULL)");
    for (String column : List.of("i", "b", "d", "t", "u", "f", "r")) {
      database.execute("ALTER TABLE large ALTER " + column + " SET STORAGE EXTERNAL");
    }
    startBoth();
    database.execute(
        "INSERT INTO large SELECT 1, 1, array_agg(g), array_agg(g), array_agg('epoch'::date),"
            + " array_agg('text'::text), array_agg(gen_random_uuid()), array_agg(g), array_agg(g)"
            + " FROM generate_series(1, 2000) g",
        "UPDATE large SET n = 2");
    Event updated = await(2).get(1);

    byte[] bytes = placeholder.getBytes(StandardCharsets.UTF_8);
    List<Integer> numbers = new ArrayList<>();
    for (byte value : bytes) {
      numbers.add((int) value);
    }
    Struct row = updated.after();
    assertThat(row.get("i")).isEqualTo(numbers);
    assertThat(row.get("b")).isEqualTo(numbers.stream().map(Integer::longValue).toList());
    assertThat(row.get("d")).isEqualTo(numbers);
    assertThat(row.get("t")).isEqualTo(List.of(placeholder));
    assertThat(row.get("u")).isEqualTo(List.of(UUID.nameUUIDFromBytes(bytes).toString()));
    assertThat(row.get("f")).isNull();
    assertThat(row.get("r")).isEqualTo(List.of());
    assertThat(updated.header(HeaderNames.UNCHANGED).toString())
        .isEqualTo(UnchangedColumns.text(List.of("i", "b", "d", "t", "u", "f", "r")));
  }

  @Test
  void anArrayWithoutBinaryFormInAnotherTableMakesTheStreamText() {
    database.execute(
        "CREATE TABLE a (id int PRIMARY KEY, v text[])",
        "CREATE TABLE other (id int PRIMARY KEY, v aclitem[])");
    settings.put("table.include.list", "public.a");
    settings.put("publication.autocreate.mode", "all_tables");
    try (RunningTask task = start()) {
      database.execute(
          "INSERT INTO a VALUES (1, '{a,NULL,\"NULL\"}')",
          "INSERT INTO other VALUES (1, ARRAY[makeaclitem(10, 10, 'SELECT', false)])",
          "INSERT INTO a VALUES (2, '{b}')");
      List<Event> events = Event.of(task.await(2));
      assertThat(events.get(0).after().get("v")).isEqualTo(Arrays.asList("a", null, "NULL"));
      assertThat(events.get(1).after().get("v")).isEqualTo(List.of("b"));
    }
  }
}
