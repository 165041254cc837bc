package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

/** The types that {@link OtherTypesIT} leaves, and those of one's own making, in both forms. */
class EveryTypeIT extends TypeScenarios {

  private static final int ROWS = 60;

  @Test
  @Covers({3, 27})
  void whatDebeziumHasNoFormForArrivesAsPostgresPrintsIt() throws SQLException {
    database.execute(
        "CREATE TYPE mood AS ENUM ('sad', 'a \"b\"')",
        "CREATE DOMAIN label AS varchar(40)",
        "CREATE TYPE inner_row AS (m mood, d date, n numeric)",
        "CREATE TYPE pair AS (x int, l label, t timestamptz, b bytea, i inner_row, f bool)",
        "CREATE TYPE texts AS RANGE (subtype = text)",
        "CREATE TYPE labels AS RANGE (subtype = label)",
        "CREATE TABLE printed (id int PRIMARY KEY, a pg_lsn, b xid, c xid8, d cid, e tid,"
            + " f jsonpath, g pg_snapshot, h refcursor, i int4range, j int8range, k numrange,"
            + " l tsrange, m tstzrange, n daterange, o int4multirange, p tstzmultirange,"
            + " q texts, r labels, s pair, t inner_row)",
        "CREATE TABLE arrays (id int PRIMARY KEY, a pg_lsn[], b pair[], c numrange[],"
            + " d nummultirange[])");
    startBoth();
    database.execute(
        "SELECT setseed(" + (seed % 1000) / 1000.0 + ")",
        "INSERT INTO printed SELECT g, '16/B374D848'::pg_lsn + g, (4294967295 - g)::text::xid,"
            + " (18446744073709551615 - g)::text::xid8, g::text::cid, ('(' || g || ',7)')::tid,"
            + " '$.a[*] ? (@ > 1)', (g || ':' || g + 9 || ':' || g + 3 || ',' || g + 4)::pg_snapshot,"
            + " 'a cursor', CASE WHEN g % 7 = 0 THEN 'empty' ELSE int4range(g, g + 9) END,"
            + " int8range(-g, NULL), numrange(g / 100.0, 1e30, '(]'),"
            + " tsrange('epoch'::timestamp - g * interval '99 years', 'infinity', '[]'),"
            + " tstzrange('2020-01-01 00:00:00.5+02'::timestamptz - g * interval '40 years', NULL),"
            + " daterange('0044-03-15 BC'::date + g, 'infinity'),"
            + " CASE WHEN g % 5 = 0 THEN '{}' ELSE int4multirange(int4range(1, g + 2),"
            + " int4range(100, NULL)) END, tstzmultirange(tstzrange(NULL, now())),"
            + " texts('', 'a, \"b\\c' || g, '[]'), labels('x(y)', NULL),"
            + " ROW(g, CASE WHEN g % 3 > 0 THEN 'l, ' || g END, now(), '\\x00ff'::bytea,"
            + " ROW('a \"b\"', 'infinity', g / 10.0)::inner_row, g % 2 = 0)::pair,"
            + " CASE WHEN g % 4 > 0 THEN ROW(NULL, NULL, NULL)::inner_row END"
            + " FROM generate_series(1, "
            + ROWS
            + ") g");
    List<Event> events = await(ROWS);
    String columns =
        events.get(0).after().schema().fields().stream()
            .map(field -> field.name() + "::text")
            .collect(Collectors.joining(","));
    List<List<String>> printed =
        database.rows("SELECT " + columns + " FROM printed ORDER BY printed.id");
    for (int row = 0; row < ROWS; row++) {
      assertThat(texts(events.get(row).after())).as("seed %d", seed).isEqualTo(printed.get(row));
    }
    database.execute(
        "INSERT INTO arrays SELECT 1, array_agg(a), array_agg(s), array_agg(k), ARRAY["
            + "nummultirange(numrange(1, 2), numrange(3.50, 4)), NULL] FROM printed");
    Struct arrays = await(ROWS + 1).get(ROWS).after();
    assertThat(arrays.getArray("b").size()).isEqualTo(ROWS);
    for (String column : List.of("a", "b", "c", "d")) {
      assertThat(arrays.getArray(column))
          .isEqualTo(elements("SELECT unnest(" + column + ")::text FROM arrays"));
    }
    proof(
        "Composites, ranges of one's own and multiranges arrive as PostgreSQL prints them",
        "EveryTypeIT",
        ROWS + " rows of 20 types and arrays of them, in binary and in text form",
        "the printed text is PostgreSQL's own");
  }

  @Test
  void aTypeWithoutReadableBinaryFormMakesTheServerSendTextAndNothingIsLost() throws SQLException {
    database.execute(
        "CREATE TYPE floats AS RANGE (subtype = float8)",
        "CREATE TYPE odd AS (q tsquery, f float8[])",
        "CREATE TABLE plain (id int PRIMARY KEY, v int4range)",
        "CREATE TABLE unusual (id int PRIMARY KEY, a tsquery, b regclass, c int2vector, d floats,"
            + " e odd, f odd[])");
    startBoth();
    database.execute("INSERT INTO plain VALUES (1, '[1,5)')");
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      run(connection, "INSERT INTO plain VALUES (2, 'empty')");
      run(
          connection,
          "INSERT INTO unusual VALUES (3, 'fat & rat', 'plain', '1 2 3', '[0.1,2)',"
              + " ROW('a | b', '{1.5,NULL}'), ARRAY[ROW('c', NULL)::odd])");
      run(connection, "INSERT INTO plain VALUES (4, '(,)')");
      connection.commit();
    }
    List<Event> events = await(4);
    assertThat(events.stream().map(event -> event.after().get("id")).toList())
        .containsExactly(1, 2, 3, 4);
    List<String> row =
        database.rows("SELECT id, a::text, b::text, c::text, d::text, e::text FROM unusual").get(0);
    assertThat(texts(events.get(2).after()).subList(0, 6)).isEqualTo(row);
    assertThat(events.get(2).after().getArray("f"))
        .isEqualTo(elements("SELECT unnest(f)::text FROM unusual"));
  }

  /**
   * Of types that bear PostGIS's names and are sent by functions of its names, whose bytes are
   * PostGIS's documented wire form: the extension itself need not be there.
   */
  @Test
  @Covers(4)
  void geometriesAreReadByTheFunctionThatSendsThem() {
    for (String type : List.of("geometry", "geography")) {
      database.execute(
          "CREATE TYPE " + type,
          "CREATE FUNCTION " + type + "_in(cstring) RETURNS " + type + internal("byteain"),
          "CREATE FUNCTION " + type + "_out(" + type + ") RETURNS cstring" + internal("byteaout"),
          "CREATE FUNCTION " + type + "_recv(internal) RETURNS " + type + internal("bytearecv"),
          "CREATE FUNCTION " + type + "_send(" + type + ") RETURNS bytea" + internal("byteasend"),
          String.format(
              "CREATE TYPE %1$s (INPUT = %1$s_in, OUTPUT = %1$s_out, RECEIVE = %1$s_recv,"
                  + " SEND = %1$s_send, DELIMITER = ':')",
              type));
    }
    database.execute(
        "CREATE TABLE place (id int PRIMARY KEY, v geometry, n geography NOT NULL, a geometry[])",
        "ALTER TABLE place REPLICA IDENTITY FULL");
    String referenced = "0101000020e6100000000000000000f03f0000000000000040";
    String plain = "0101000000000000000000f03f0000000000000040";
    try (RunningTask task = start()) {
      database.execute(
          String.format(
              "INSERT INTO place VALUES (1, '\\x%1$s', '\\x%1$s', ARRAY['\\x%2$s', NULL]::geometry[])",
              referenced, plain),
          "UPDATE place SET v = NULL, a = '{}'",
          "DELETE FROM place");
      List<Event> events = Event.of(task.await(4));
      Struct row = events.get(0).after();
      assertThat(row.getStruct("v").schema().name())
          .isEqualTo("io.debezium.data.geometry.Geometry");
      assertThat(row.getStruct("n").schema().name())
          .isEqualTo("io.debezium.data.geometry.Geography");
      for (String column : List.of("v", "n")) {
        assertThat(row.getStruct(column).get("srid")).isEqualTo(4326);
        assertThat(row.getStruct(column).getBytes("wkb"))
            .isEqualTo(HexFormat.of().parseHex(referenced));
      }
      assertThat(row.getArray("a")).hasSize(2);
      assertThat(((Struct) row.getArray("a").get(0)).get("srid")).isNull();
      assertThat(row.schema().field("a").schema().parameters())
          .containsEntry("walmirror.delimiter", ":");
      assertThat(events.get(1).after().get("v")).isNull();
      assertThat(events.get(1).before().getStruct("v")).isEqualTo(row.getStruct("v"));
      assertThat(events.get(2).before().getStruct("n")).isEqualTo(row.getStruct("n"));
    }
  }

  private static String internal(String function) {
    return " LANGUAGE internal IMMUTABLE STRICT AS '" + function + "'";
  }

  @Test
  void everyTypeIsValidatedAsReadable() {
    database.execute(
        "CREATE TYPE odd AS (q tsquery, f aclitem[])",
        "CREATE TABLE odds (id int PRIMARY KEY, a odd[], b money, c int4range[], d int2vector,"
            + " e aclitem, f tsquery[])");
    assertThat(
            new PostgresSourceConnector()
                .validate(settings).configValues().stream()
                    .flatMap(value -> value.errorMessages().stream()))
        .isEmpty();
  }

  private List<String> elements(String query) {
    return database.rows(query).stream().map(row -> row.get(0)).collect(Collectors.toList());
  }

  private static List<String> texts(Struct row) {
    List<String> texts = new ArrayList<>();
    for (Field field : row.schema().fields()) {
      Object value = row.get(field);
      if (!field.name().equals("id") && field.schema().type() != Schema.Type.ARRAY) {
        assertThat(field.schema()).isEqualTo(Schema.OPTIONAL_STRING_SCHEMA);
      }
      texts.add(value == null ? null : value.toString());
    }
    return texts;
  }
}
