package io.walmirror.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;
import org.apache.kafka.connect.storage.StringConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What real header converters do to our headers, with the same one at both ends or a mixture. */
class HeaderConverterTest {

  private static final List<String> HOSTILE =
      List.of(
          "1",
          "5",
          "1.5",
          "-5",
          "+5",
          "1e5",
          "1e0",
          "0x1",
          "000",
          "NaN",
          "Infinity",
          "e5",
          "E5",
          "true",
          "false",
          "TRUE",
          "null",
          "NULL",
          "[1]",
          "[",
          "]",
          "{",
          "}",
          "{}",
          "{\"a\":1}",
          "\"",
          "'",
          "\"a\"",
          "\\",
          "\\\"",
          ",",
          ":",
          "a:b",
          "a,b",
          " ",
          " a",
          "a ",
          "\t",
          "\n",
          "+",
          "%",
          "%20",
          "a%",
          "a+b",
          "a b",
          ".",
          "..",
          "a.b",
          "p",
          "u",
          "t",
          "c",
          "d",
          "_",
          "-",
          "2020-01-01",
          "10:00:00Z",
          "2020-01-01T00:00:00.000Z",
          "P1D",
          "Größe",
          "数",
          "🙂",
          "\u200b",
          "\ufeff",
          "\u0001",
          "__debezium_unavailable_value",
          "payload",
          "schema");

  private enum Kind {
    SIMPLE,
    STRING,
    JSON,
    JSON_WITH_SCHEMA;

    HeaderConverter open() {
      HeaderConverter converter =
          switch (this) {
            case SIMPLE -> new SimpleHeaderConverter();
            case STRING -> new StringConverter();
            case JSON, JSON_WITH_SCHEMA -> new JsonConverter();
          };
      converter.configure(
          Map.of("converter.type", "header", "schemas.enable", this == JSON_WITH_SCHEMA));
      return converter;
    }

    boolean json() {
      return this == JSON || this == JSON_WITH_SCHEMA;
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void noPositionIsDamaged(Kind kind) {
    Random random = Seeded.random("HeaderConverterTest.noPositionIsDamaged");
    HeaderConverter converter = kind.open();
    for (int i = 0; i < 200_000; i++) {
      Position position = Seeded.position(random);
      Headers read = passed(converter, converter, HeaderNames.POSITION, position.text());
      if (!position.equals(HeaderTexts.position(read).orElseThrow())) {
        assertThat(HeaderTexts.position(read)).contains(position);
      }
    }
  }

  @Test
  void withoutTheLetterAndTheCodingTheyWouldBe() {
    Random random = Seeded.random("HeaderConverterTest.withoutTheLetterAndTheCoding");
    HeaderConverter converter = Kind.SIMPLE.open();
    int damaged = 0;
    for (int i = 0; i < 10_000; i++) {
      String bare = "00000001" + "%016d".formatted(random.nextInt(1_000_000_000)) + "00000000010";
      Headers read = passed(converter, converter, HeaderNames.POSITION, bare);
      damaged += read.lastWithName(HeaderNames.POSITION).value() instanceof String ? 0 : 1;
    }
    assertThat(damaged).isPositive();
    Headers table = passed(converter, converter, HeaderNames.TABLE, "1.5");
    assertThatExceptionOfType(MalformedHeaderException.class)
        .isThrownBy(() -> HeaderTexts.table(table));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void noTableIsDamaged(Kind kind) {
    HeaderConverter converter = kind.open();
    for (TableName table : tables()) {
      Headers read = passed(converter, converter, HeaderNames.TABLE, table.text());
      assertThat(HeaderTexts.table(read)).as(table.text()).contains(table);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void noListOfColumnsIsDamaged(Kind kind) {
    Random random = Seeded.random("HeaderConverterTest.noListOfColumnsIsDamaged");
    HeaderConverter converter = kind.open();
    for (int i = 0; i < 20_000; i++) {
      List<String> columns = new ArrayList<>();
      for (int n = random.nextInt(4); n >= 0; n--) {
        columns.add(random.nextBoolean() ? hostile(random) : Seeded.name(random));
      }
      Headers read =
          passed(converter, converter, HeaderNames.UNCHANGED, UnchangedColumns.text(columns));
      assertThat(HeaderTexts.unchanged(read).names()).containsOnlyOnceElementsOf(columns);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void noOpIsDamaged(Kind kind) {
    HeaderConverter converter = kind.open();
    for (Op op : Op.values()) {
      Headers read = passed(converter, converter, HeaderNames.OP, op.code());
      assertThat(HeaderTexts.op(read)).contains(op);
    }
  }

  @ParameterizedTest
  @MethodSource("mixtures")
  void differentConvertersAtTheTwoEndsDamageNothingEither(Kind written, Kind read) {
    Random random = Seeded.random("HeaderConverterTest.differentConverters");
    HeaderConverter writer = written.open();
    HeaderConverter reader = read.open();
    for (int i = 0; i < 5_000; i++) {
      Position position = Seeded.position(random);
      Headers headers = passed(writer, reader, HeaderNames.POSITION, position.text());
      assertThat(HeaderTexts.position(headers)).contains(position);
    }
    for (TableName table : tables()) {
      Headers headers = passed(writer, reader, HeaderNames.TABLE, table.text());
      assertThat(HeaderTexts.table(headers)).as(table.text()).contains(table);
    }
    for (Op op : Op.values()) {
      Headers headers = passed(writer, reader, HeaderNames.OP, op.code());
      assertThat(HeaderTexts.op(headers)).contains(op);
    }
    Headers headers = passed(writer, reader, HeaderNames.UNCHANGED, UnchangedColumns.text(HOSTILE));
    assertThat(HeaderTexts.unchanged(headers).names()).containsExactlyElementsOf(HOSTILE);
    Map<String, ArrayShape> shapes = new LinkedHashMap<>();
    for (String column : HOSTILE) {
      shapes.put(column, new ArrayShape(List.of(new ArrayShape.Dimension(-7, 2))));
    }
    ArrayShapes arrays = new ArrayShapes(shapes);
    assertThat(HeaderTexts.arrays(passed(writer, reader, HeaderNames.ARRAYS, arrays.text())))
        .isEqualTo(arrays);
  }

  static Stream<Arguments> mixtures() {
    return Stream.of(Kind.values())
        .flatMap(w -> Stream.of(Kind.values()).map(r -> Arguments.of(w, r)))
        .filter(
            pair -> {
              Kind written = (Kind) pair.get()[0];
              Kind read = (Kind) pair.get()[1];
              return written != read && (written.json() || !read.json()) && !wantsSchema(pair);
            });
  }

  @ParameterizedTest
  @MethodSource("impossibleMixtures")
  void aJsonReaderStopsAtWhatIsNoJsonOfItsKind(Kind written, Kind read) {
    HeaderConverter writer = written.open();
    HeaderConverter reader = read.open();
    String position = new Position(1, 2, 3, 0).text();
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> passed(writer, reader, HeaderNames.POSITION, position));
  }

  static Stream<Arguments> impossibleMixtures() {
    return Stream.of(
        Arguments.of(Kind.SIMPLE, Kind.JSON),
        Arguments.of(Kind.SIMPLE, Kind.JSON_WITH_SCHEMA),
        Arguments.of(Kind.STRING, Kind.JSON),
        Arguments.of(Kind.STRING, Kind.JSON_WITH_SCHEMA),
        Arguments.of(Kind.JSON, Kind.JSON_WITH_SCHEMA));
  }

  private static boolean wantsSchema(Arguments pair) {
    return pair.get()[0] == Kind.JSON && pair.get()[1] == Kind.JSON_WITH_SCHEMA;
  }

  private static List<TableName> tables() {
    Random random = Seeded.random("HeaderConverterTest.tables");
    List<TableName> tables = new ArrayList<>();
    for (String schema : HOSTILE) {
      for (String table : HOSTILE) {
        tables.add(new TableName(schema, table));
      }
    }
    for (int i = 0; i < 10_000; i++) {
      tables.add(new TableName(Seeded.name(random), Seeded.name(random)));
    }
    return tables;
  }

  private static String hostile(Random random) {
    return HOSTILE.get(random.nextInt(HOSTILE.size()));
  }

  private static Headers passed(
      HeaderConverter writer, HeaderConverter reader, String name, String text) {
    byte[] bytes = writer.fromConnectHeader("topic", name, Schema.STRING_SCHEMA, text);
    return new ConnectHeaders().add(name, reader.toConnectHeader("topic", name, bytes));
  }
}
