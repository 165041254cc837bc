package io.walmirror.sink.text;

import static io.walmirror.sink.text.EventStructs.circle;
import static io.walmirror.sink.text.EventStructs.geometry;
import static io.walmirror.sink.text.EventStructs.polygon;
import static io.walmirror.sink.text.EventStructs.sparseVector;
import static io.walmirror.sink.text.EventStructs.struct;
import static io.walmirror.sink.text.EventStructs.structured;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import io.walmirror.envelope.ArrayShape;
import io.walmirror.envelope.EnvelopeFields;
import io.walmirror.stack.embedded.PostgresServer;
import io.walmirror.stack.process.Folder;
import io.walmirror.stack.process.Workspace;
import io.walmirror.stack.proof.Proof;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.StringTokenizer;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** PostgreSQL itself says what it prints; random values print their seed. */
class PostgresTextIT {

  private static final int ROWS = 2_000;

  private static Workspace workspace;
  private static Connection postgres;
  private static int compared;
  private static int differentInJava;
  private static final long SEED = Long.getLong("seed", System.nanoTime());

  private final Random random = new Random(SEED);

  @BeforeAll
  static void connect() throws SQLException {
    workspace = Workspace.open(Folder.temporary());
    postgres = PostgresServer.start(workspace).connect("postgres");
    postgres.createStatement().execute("SET TimeZone = 'UTC'");
  }

  @AfterAll
  static void stop() throws SQLException {
    postgres.close();
    workspace.close();
  }

  @Test
  void everyTypeIsWrittenAsPostgresPrintsIt() {
    assertAll(
        this::doubles,
        this::floats,
        this::numericsKeepTheirScale,
        this::dates,
        this::timestampsInAllUnits,
        this::timestampsWithZoneAreWrittenInUtc,
        this::timesOfDay,
        this::intervals,
        this::arrays,
        this::arraysOfDimensions,
        this::shapes,
        this::structuredTimes,
        this::otherTypes);
    Proof.row(
        "Hash fields hold what PostgreSQL prints",
        "PostgresTextIT",
        compared + " numbers, dates, times, intervals, arrays, random and extreme, against ::text",
        SEED,
        "Java's own toString differs for " + differentInJava);
  }

  private void doubles() throws SQLException {
    List<Double> values = new ArrayList<>();
    for (String edge :
        words(
            "0 -0 1e15 1e14 123456789012345 1e-4 1e-5 1e22 1e23 0.30000000000000004 NaN Infinity"
                + " -Infinity 2.0e-3 8.41e21 2e23 9007199254740993 1.7976931348623157e308 4.9e-324"
                + " 2.2250738585072014e-308")) {
      values.add(Double.valueOf(edge));
    }
    for (int i = 0; i < ROWS; i++) {
      values.add(Double.longBitsToDouble(random.nextLong()));
      values.add(random.nextInt(1_000_000) / 1000.0);
      values.add(Math.scalb(1.0, random.nextInt(2000) - 1000));
      values.add(
          new BigDecimal(BigInteger.valueOf(random.nextInt(100)), -20 + random.nextInt(40))
              .doubleValue());
    }
    compare("float8", values, NumberText.FLOAT8, Object::toString);
  }

  private void floats() throws SQLException {
    List<Float> values = new ArrayList<>();
    for (String edge :
        words(
            "0 -0 1e6 123456 1e-4 1e-5 1.1 1e10 3.4028235e38 1.4e-45 NaN -Infinity 16777216 33554432"
                + " 1.17549435e-38")) {
      values.add(Float.valueOf(edge));
    }
    for (int i = 0; i < ROWS; i++) {
      values.add(Float.intBitsToFloat(random.nextInt()));
      values.add(random.nextInt(100_000) / 100f);
      values.add(Math.scalb(1f, random.nextInt(250) - 125));
    }
    compare("float4", values, NumberText.FLOAT4, Object::toString);
  }

  private void numericsKeepTheirScale() throws SQLException {
    List<BigDecimal> values =
        new ArrayList<>(List.of(new BigDecimal("0.000"), new BigDecimal("-1.50")));
    for (int i = 0; i < ROWS; i++) {
      values.add(new BigDecimal(new BigInteger(80, random), random.nextInt(30)));
    }
    ValueText text = ValueTexts.of(Decimal.schema(0));
    compare("numeric", values, text, BigDecimal::toPlainString);
  }

  private void dates() throws SQLException {
    List<Integer> days =
        new ArrayList<>(List.of(0, -719_163, -719_162, -719_528, 2_932_896, 2_932_897));
    for (int i = 0; i < ROWS; i++) {
      days.add(random.nextInt(4_000_000) - 2_000_000);
    }
    query(
        "(date '1970-01-01' + v::int)",
        days,
        Object::toString,
        (day, printed) -> assertThat(DateText.EPOCH_DAY.text(day)).isEqualTo(printed));
  }

  private void timestampsInAllUnits() throws SQLException {
    List<Long> micros =
        new ArrayList<>(List.of(0L, -1L, 1L, 253_402_300_800_000_000L, -62_135_596_800_000_001L));
    for (int i = 0; i < ROWS; i++) {
      long second = random.nextLong(400_000_000_000L) - 200_000_000_000L;
      micros.add(second * 1_000_000 + (i % 3 == 0 ? 0 : random.nextInt(1_000_000)));
    }
    query(
        "((date '1970-01-01' + div(v::numeric, 86400000000)::int)::timestamp"
            + " + mod(v::numeric, 86400000000)::bigint * interval '1 microsecond')",
        micros,
        Object::toString,
        (value, printed) -> {
          assertThat(TimestampText.MICROS.text(value)).isEqualTo(printed);
          if (Math.abs(value) < 9_000_000_000_000_000L) {
            assertThat(TimestampText.NANOS.text(value * 1000)).isEqualTo(printed);
          }
          if (value % 1000 == 0) {
            assertThat(TimestampText.MILLIS.text(value / 1000)).isEqualTo(printed);
          }
        });
  }

  private void timestampsWithZoneAreWrittenInUtc() throws SQLException {
    List<String> iso =
        List.of(
            "2026-11-21T07:00:00.120000Z",
            "2026-11-21T07:00:00.000000Z",
            "2026-11-21T07:00:00Z",
            "1969-12-31T23:59:59.999999Z",
            "2026-11-21T07:00:00.000001Z",
            "2026-11-21T09:00:00.5+02:00",
            "infinity",
            "-infinity");
    query(
        "v::timestamptz",
        iso,
        text -> text,
        (value, printed) -> assertThat(new ZonedTimestampText().text(value)).isEqualTo(printed));
    assertThat(new ZonedTimestampText().text("-0043-03-15T01:02:03.400Z"))
        .isEqualTo(printed("timestamptz '0044-03-15 01:02:03.4+00 BC'"));
    assertThat(new ZonedTimestampText().text("+12026-03-15T01:02:03Z"))
        .isEqualTo(printed("timestamptz '12026-03-15 01:02:03+00'"));
  }

  private void timesOfDay() throws SQLException {
    List<Long> micros = new ArrayList<>(List.of(0L, 86_400_000_000L, 86_399_999_999L));
    for (int i = 0; i < 300; i++) {
      micros.add(random.nextLong(86_400_000_000L));
    }
    query(
        "('00:00'::time + v::bigint * interval '1 microsecond')",
        micros.subList(2, micros.size()),
        Object::toString,
        (value, printed) -> {
          assertThat(TimeText.MICROS.text(value)).isEqualTo(printed);
          assertThat(TimeText.NANOS.text(value * 1000)).isEqualTo(printed);
        });
    assertThat(TimeText.MICROS.text(86_400_000_000L)).isEqualTo(printed("time '24:00'"));
    assertThat(TimeText.MILLIS.text(86_400_000)).isEqualTo(printed("time '24:00'"));
    assertThat(new ZonedTimeText().text("07:00:00.120Z"))
        .isEqualTo(printed("timetz '07:00:00.12+00'"));
    assertThat(new ZonedTimeText().text("24:00:00Z")).isEqualTo(printed("timetz '24:00+00'"));
    assertThat(new ZonedTimeText().text("09:00:00+05:30"))
        .isEqualTo(printed("timetz '09:00+05:30'"));
  }

  private void intervals() throws SQLException {
    List<String> iso = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      // PostgreSQL never keeps years and months of unlike signs.
      int sign = sign();
      iso.add(
          "P%dY%dM%dDT%dH0M%dS"
              .formatted(
                  sign * often0(30),
                  sign * often0(11),
                  often0(60) * sign(),
                  often0(99) * sign(),
                  often0(59) * sign()));
    }
    query(
        "v::interval",
        iso,
        text -> text,
        (value, printed) -> assertThat(IntervalText.ISO.text(value)).as(value).isEqualTo(printed));
    assertThat(IntervalText.ISO.text("P1Y2M-3DT4H5M6.78S"))
        .isEqualTo(printed("interval '1 year 2 mons -3 days 04:05:06.78'"));
    assertThat(IntervalText.MICROS.text(93_784_000_001L))
        .isEqualTo(printed("interval '26:03:04.000001'"));
    assertThat(IntervalText.MICROS.text(-1_500_000L)).isEqualTo(printed("interval '-1.5 seconds'"));
  }

  private void arrays() throws SQLException {
    String[] alphabet = {
      "a", "B", " ", "\"", "\\", "{", "}", ",", "\t", "é", "NULL", "null", "'", "\u00a0"
    };
    ValueText texts = ValueTexts.of(SchemaBuilder.array(Schema.OPTIONAL_STRING_SCHEMA).build());
    List<List<String>> arrays = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      List<String> items = new ArrayList<>();
      for (int n = random.nextInt(4); n > 0; n--) {
        StringBuilder item = new StringBuilder();
        for (int c = random.nextInt(4); c > 0; c--) {
          item.append(alphabet[random.nextInt(alphabet.length)]);
        }
        items.add(random.nextInt(6) == 0 ? null : item.toString());
      }
      arrays.add(items);
    }
    query(
        "v::text[]",
        arrays,
        items -> postgres.createArrayOf("text", items.toArray()).toString(),
        (items, printed) -> assertThat(texts.text(items)).isEqualTo(printed));
    assertThat(
            ValueTexts.of(SchemaBuilder.array(Schema.BOOLEAN_SCHEMA).build())
                .text(List.of(true, false)))
        .isEqualTo(printed("ARRAY[true, false]"));
    assertThat(
            ValueTexts.of(SchemaBuilder.array(Schema.FLOAT64_SCHEMA).build())
                .text(List.of(1.5, 1e20)))
        .isEqualTo(printed("ARRAY[1.5, 1e20]::float8[]"));
    assertThat(
            ValueTexts.of(SchemaBuilder.array(Schema.BYTES_SCHEMA).build())
                .text(List.of(new byte[] {0, -1})))
        .isEqualTo(printed("ARRAY['\\x00ff'::bytea]"));
    arraysOfNamedSchemas();
  }

  /** PostgreSQL reads what is written, prints the same and counts the same dimensions. */
  private void arraysOfDimensions() throws SQLException {
    Schema boxes =
        SchemaBuilder.array(Schema.OPTIONAL_STRING_SCHEMA)
            .parameter(EnvelopeFields.ARRAY_DELIMITER, ";")
            .build();
    Map<String, ValueText> texts =
        Map.of(
            "text", ValueTexts.of(SchemaBuilder.array(Schema.OPTIONAL_STRING_SCHEMA).build()),
            "box", ValueTexts.of(boxes));
    for (Map.Entry<String, ValueText> type : texts.entrySet()) {
      List<Object> arrays = new ArrayList<>();
      List<String> bounds = new ArrayList<>();
      for (int i = 0; i < ROWS / 4; i++) {
        List<ArrayShape.Dimension> dimensions = new ArrayList<>();
        StringBuilder bound = new StringBuilder();
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
          int first = random.nextInt(3) == 0 ? random.nextInt(9) - 4 : 1;
          dimensions.add(new ArrayShape.Dimension(first, 1 + random.nextInt(3)));
          bound.append('[').append(first).append(':');
          bound.append(dimensions.get(dimensions.size() - 1).last()).append(']');
        }
        ArrayShape shape = new ArrayShape(dimensions);
        List<Object> items = new ArrayList<>();
        for (int n = 0; n < shape.elements(); n++) {
          String item = type.getKey().equals("box") ? "(99,4),(" + n + ",2)" : "a, {" + n + "}\"";
          items.add(random.nextInt(4) == 0 ? null : item);
        }
        arrays.add(DimensionedArray.of(items, shape));
        bounds.add(bound.toString());
      }
      ValueText text = type.getValue();
      query(
          "v::" + type.getKey() + "[]",
          arrays,
          text::text,
          (array, printed) -> assertThat(text.text(array)).isEqualTo(printed));
      List<String> counted = new ArrayList<>();
      query(
          "array_dims(v::" + type.getKey() + "[])",
          arrays,
          text::text,
          (array, printed) -> counted.add(printed));
      assertThat(counted).as("seed %s", SEED).isEqualTo(bounds);
    }
  }

  private void arraysOfNamedSchemas() throws SQLException {
    postgres.createStatement().execute("CREATE TYPE mood AS ENUM ('ok', 'a b', 'NULL', '')");
    Schema mood = named("io.debezium.data.Enum", Schema.Type.STRING);
    assertThat(ValueTexts.of(mood).text("a b")).isEqualTo(printed("'a b'::mood"));
    assertThat(
            ValueTexts.of(SchemaBuilder.array(mood).build())
                .text(Arrays.asList("ok", null, "a b", "NULL", "")))
        .isEqualTo(printed("ARRAY['ok', NULL, 'a b', 'NULL', '']::mood[]"));
    assertThat(
            ValueTexts.of(
                    SchemaBuilder.array(named("io.debezium.time.MicroTimestamp", Schema.Type.INT64))
                        .build())
                .text(Arrays.asList(500_000L, null, 9_223_372_036_825_200_000L)))
        .isEqualTo(printed("ARRAY['1970-01-01 00:00:00.5', NULL, 'infinity']::timestamp[]"));
    assertThat(
            ValueTexts.of(
                    SchemaBuilder.array(named("io.debezium.time.Date", Schema.Type.INT32)).build())
                .text(Arrays.asList(0, null)))
        .isEqualTo(printed("ARRAY['1970-01-01', NULL]::date[]"));
  }

  private void shapes() throws SQLException {
    same("box '(3,4),(1.5,-2e-300)'", polygon("box", 3, 4, 3, -2e-300, 1.5, -2e-300, 1.5, 4, 3, 4));
    same("lseg '[(1,2),(3,4)]'", geometry(2, "lseg", "", 1, 2, 3, 4));
    same("path '[(1,2),(3,4)]'", geometry(2, "path", "false", 1, 2, 3, 4));
    same("path '((1,2),(3,4),(5,6))'", geometry(2, "path", "true", 1, 2, 3, 4, 5, 6));
    same("polygon '((0,0),(0,0.1),(1,1))'", polygon("polygon", 0, 0, 0, 0.1, 1, 1, 0, 0));
    same("circle '1,2,3.5'", circle(1, 2, 3.5));
    same("line '{1,-2,0.1}'", struct("data.geometry.Line", "a", 1.0, "b", -2.0, "c", 0.1));
    Struct sparse = sparseVector(50_000, 1, 1.5, 40_000, 0.1);
    assertThat(ValueTexts.of(sparse.schema()).text(sparse)).isEqualTo("{1:1.5,40000:0.1}/50000");
    Struct postgis = struct("data.geometry.Geography", "wkb", new byte[] {1, -1});
    assertThat(ValueTexts.of(postgis.schema()).text(postgis)).isEqualTo("01FF");
  }

  private void structuredTimes() throws SQLException {
    same("date '0044-03-15 BC'", structured("Date", "year", -43, "month", 3, "day", 15));
    same("date '12345-01-02'", structured("Date", "year", 12_345, "month", 1, "day", 2));
    same("date '-infinity'", structured("Date", "specialValue", "NEGATIVE_INFINITY"));
    same("time '24:00'", structured("Time", "hour", 24, "minute", 0, "second", 0, "nanos", 0));
    same(
        "timetz '01:02:03.000004-05:30'",
        structured(
            "ZonedTime",
            "hour",
            1,
            "minute",
            2,
            "second",
            3,
            "nanos",
            4000,
            "offsetSeconds",
            -19_800));
    same(
        "timestamp '0044-03-15 12:00:00.5 BC'",
        structured(
            "Timestamp",
            "year",
            -43,
            "month",
            3,
            "day",
            15,
            "hour",
            12,
            "minute",
            0,
            "second",
            0,
            "nanos",
            500_000_000));
    same("timestamp 'infinity'", structured("Timestamp", "specialValue", "POSITIVE_INFINITY"));
    same(
        "timestamptz '2020-02-29 23:59:59.9+00'",
        structured(
            "ZonedTimestamp",
            "year",
            2020,
            "month",
            2,
            "day",
            29,
            "hour",
            23,
            "minute",
            59,
            "second",
            59,
            "nanos",
            900_000_000,
            "offsetSeconds",
            0));
    same(
        "interval '-1 year -2 mons +3 days -04:05:06.78'",
        structured(
            "Duration",
            "years",
            -1,
            "months",
            -2,
            "days",
            3,
            "hours",
            -4,
            "minutes",
            -5,
            "seconds",
            -6L,
            "nanos",
            -780_000_000));
    same(
        "interval '1 mon'",
        structured(
            "Duration",
            "years",
            0,
            "months",
            1,
            "days",
            0,
            "hours",
            0,
            "minutes",
            0,
            "seconds",
            0L,
            "nanos",
            0));
  }

  private static void same(String expression, Struct struct) throws SQLException {
    assertThat(ValueTexts.of(struct.schema()).text(struct)).isEqualTo(printed(expression));
    compared++;
  }

  private static Schema named(String name, Schema.Type type) {
    return new SchemaBuilder(type).name(name).version(1).optional().build();
  }

  private void otherTypes() throws SQLException {
    assertThat(ValueTexts.of(Schema.BOOLEAN_SCHEMA).text(true)).isEqualTo(printed("true"));
    assertThat(ValueTexts.of(Schema.BYTES_SCHEMA).text(new byte[] {0, 1, -1}))
        .isEqualTo(printed("'\\x0001ff'::bytea"));
    assertThat(new BitsText(10).text(new byte[] {0b101, 0b10})).isEqualTo(printed("B'1000000101'"));
    assertThat(DateText.EPOCH_DAY.text(2_146_033_979)).isEqualTo(printed("date 'infinity'"));
    assertThat(DateText.EPOCH_DAY.text(-2_147_472_692)).isEqualTo(printed("date 'infinity'"));
    assertThat(DateText.ISO.text("+5877611-06-21Z")).isEqualTo(printed("date 'infinity'"));
    assertThat(DateText.ISO.text("-5877611-06-22Z")).isEqualTo(printed("date '-infinity'"));
    assertThat(TimestampText.ISO.text("+292278994-08-16T23:00:00Z"))
        .isEqualTo(printed("timestamp 'infinity'"));
    assertThat(TimestampText.ISO.text("-292275055-05-16T23:00:00Z"))
        .isEqualTo(printed("timestamp '-infinity'"));
    assertThat(TimeText.ISO.text("24:00:00Z")).isEqualTo(printed("time '24:00'"));
    assertThat(DateText.EPOCH_DAY.text(-2_147_472_691)).isEqualTo(printed("date '-infinity'"));
    assertThat(TimestampText.MICROS.text(9_223_372_036_825_200_000L))
        .isEqualTo(printed("timestamp 'infinity'"));
    assertThat(TimestampText.MICROS.text(-9_223_372_036_832_400_000L))
        .isEqualTo(printed("timestamp '-infinity'"));
  }

  private int often0(int below) {
    return random.nextInt(3) == 0 ? 0 : random.nextInt(below);
  }

  private int sign() {
    return random.nextBoolean() ? 1 : -1;
  }

  private static List<String> words(String text) {
    return Collections.list(new StringTokenizer(text)).stream().map(Object::toString).toList();
  }

  private interface Comparison<T> {
    void compare(T value, String printed);
  }

  private interface Literal<T> {
    String of(T value) throws SQLException;
  }

  private static <T> void compare(String type, List<T> values, ValueText text, Literal<T> literal)
      throws SQLException {
    query(
        "v::" + type,
        values,
        literal,
        (value, printed) ->
            assertThat(text.text(value)).as("%s, seed %s", value, SEED).isEqualTo(printed));
  }

  /** One question for all values, which the expression calls {@code v}, a text each. */
  private static <T> void query(
      String expression, List<T> values, Literal<T> literal, Comparison<T> comparison)
      throws SQLException {
    String question =
        "SELECT ("
            + expression
            + ")::text FROM unnest(?::text[]) WITH ORDINALITY AS rows (v, n) ORDER BY n";
    try (PreparedStatement select = postgres.prepareStatement(question)) {
      List<String> literals = new ArrayList<>();
      for (T value : values) {
        literals.add(literal.of(value));
      }
      select.setArray(1, postgres.createArrayOf("text", literals.toArray()));
      try (ResultSet result = select.executeQuery()) {
        for (T value : values) {
          result.next();
          comparison.compare(value, result.getString(1));
          compared++;
          differentInJava += value.toString().equals(result.getString(1)) ? 0 : 1;
        }
      }
    }
  }

  private static String printed(String expression) throws SQLException {
    try (PreparedStatement select =
        postgres.prepareStatement("SELECT (" + expression + ")::text")) {
      return first(select);
    }
  }

  private static String first(PreparedStatement select) throws SQLException {
    try (ResultSet result = select.executeQuery()) {
      result.next();
      return result.getString(1);
    }
  }
}
