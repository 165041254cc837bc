package io.walmirror.sink.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.junit.jupiter.api.Test;

class ValueTextsTest {

  @Test
  void plainTypesAreWrittenByTheirConnectType() {
    assertThat(text(Schema.INT16_SCHEMA, (short) -7)).isEqualTo("-7");
    assertThat(text(Schema.INT64_SCHEMA, 9_007_199_254_740_993L)).isEqualTo("9007199254740993");
    assertThat(text(Schema.FLOAT32_SCHEMA, 1234567f)).isEqualTo("1.234567e+06");
    assertThat(text(Schema.FLOAT64_SCHEMA, 1e-5)).isEqualTo("1e-05");
    assertThat(text(Schema.BOOLEAN_SCHEMA, true)).isEqualTo("true");
    assertThat(text(Schema.STRING_SCHEMA, "as it is ")).isEqualTo("as it is ");
    assertThat(text(Schema.BYTES_SCHEMA, ByteBuffer.wrap(new byte[] {1, -1}))).isEqualTo("\\x01ff");
  }

  @Test
  void decimalsKeepTheirScale() {
    assertThat(text(Decimal.schema(3), new BigDecimal("12.500"))).isEqualTo("12.500");
    assertThat(text(Decimal.schema(0), new BigDecimal("1E+3"))).isEqualTo("1000");
    Schema variable =
        SchemaBuilder.struct()
            .name("io.debezium.data.VariableScaleDecimal")
            .field("scale", Schema.INT32_SCHEMA)
            .field("value", Schema.BYTES_SCHEMA)
            .build();
    Struct number =
        new Struct(variable).put("scale", 2).put("value", BigInteger.valueOf(-12345).toByteArray());
    assertThat(text(variable, number)).isEqualTo("-123.45");
  }

  @Test
  void debeziumsTimesAreCountedInTheirUnit() {
    assertThat(text(named(Schema.Type.INT32, "io.debezium.time.Date"), 0)).isEqualTo("1970-01-01");
    assertThat(text(named(Schema.Type.INT32, "io.debezium.time.Time"), 1_500))
        .isEqualTo("00:00:01.5");
    assertThat(text(named(Schema.Type.INT64, "io.debezium.time.NanoTime"), 1L))
        .isEqualTo("00:00:00.000000001");
    assertThat(text(named(Schema.Type.INT64, "io.debezium.time.Timestamp"), -1L))
        .isEqualTo("1969-12-31 23:59:59.999");
    assertThat(text(named(Schema.Type.INT64, "io.debezium.time.NanoTimestamp"), Long.MAX_VALUE))
        .isEqualTo("infinity");
    assertThat(
            text(
                named(Schema.Type.STRING, "io.debezium.time.ZonedTimestamp"),
                "2026-11-21T07:00:00.120000Z"))
        .isEqualTo("2026-11-21 07:00:00.12+00");
    assertThat(text(named(Schema.Type.STRING, "io.debezium.time.IsoDate"), "2017-09-15Z"))
        .isEqualTo("2017-09-15");
    assertThat(text(named(Schema.Type.STRING, "io.debezium.time.IsoTime"), "10:15:30.120Z"))
        .isEqualTo("10:15:30.12");
    assertThat(
            text(
                named(Schema.Type.STRING, "io.debezium.time.IsoTimestamp"),
                "2016-11-04T13:51:30.123456Z"))
        .isEqualTo("2016-11-04 13:51:30.123456");
  }

  @Test
  void connectsLogicalTimesAreWritten() {
    Date moment = Date.from(Instant.parse("2026-11-21T07:00:00.120Z"));
    assertThat(text(Timestamp.SCHEMA, moment)).isEqualTo("2026-11-21 07:00:00.12");
    assertThat(text(org.apache.kafka.connect.data.Date.SCHEMA, moment)).isEqualTo("2026-11-21");
    assertThat(text(Time.SCHEMA, Date.from(Instant.ofEpochMilli(3_600_000)))).isEqualTo("01:00:00");
  }

  @Test
  void aKnownNameOnAnotherTypeCountsForNothing() {
    assertThat(text(named(Schema.Type.STRING, "io.debezium.time.Date"), "text")).isEqualTo("text");
  }

  @Test
  void anUnknownNameIsWrittenByItsType() {
    assertThat(text(named(Schema.Type.STRING, "io.debezium.data.Json"), "{\"a\": 1}"))
        .isEqualTo("{\"a\": 1}");
  }

  @Test
  void bitsAreAsManyAsTheColumnDeclares() {
    Schema declared =
        SchemaBuilder.bytes().name("io.debezium.data.Bits").parameter("length", "5").build();
    Schema open =
        SchemaBuilder.bytes()
            .name("io.debezium.data.Bits")
            .parameter("length", "2147483647")
            .build();
    assertThat(text(declared, new byte[] {0b00101})).isEqualTo("00101");
    assertThat(text(open, new byte[] {0b00101})).isEqualTo("00000101");
  }

  @Test
  void vectorsAndPointsAreWrittenAsTheirExtensionsDo() {
    Schema vector =
        SchemaBuilder.array(Schema.FLOAT64_SCHEMA).name("io.debezium.data.DoubleVector").build();
    assertThat(text(vector, List.of(1.0, 0.1, -2.5))).isEqualTo("[1,0.1,-2.5]");
    Schema point =
        SchemaBuilder.struct()
            .name("io.debezium.data.geometry.Point")
            .field("x", Schema.FLOAT64_SCHEMA)
            .field("y", Schema.FLOAT64_SCHEMA)
            .build();
    assertThat(text(point, new Struct(point).put("x", 1.5).put("y", 1e20)))
        .isEqualTo("(1.5,1e+20)");
  }

  @Test
  void nestedValuesBecomeCompactJson() {
    Schema inner =
        SchemaBuilder.struct()
            .field("amount", Decimal.schema(2))
            .field("day", named(Schema.Type.INT32, "io.debezium.time.Date"))
            .field("note", Schema.OPTIONAL_STRING_SCHEMA)
            .field("bytes", Schema.BYTES_SCHEMA)
            .field("tags", SchemaBuilder.array(Schema.STRING_SCHEMA).build())
            .build();
    Struct value =
        new Struct(inner)
            .put("amount", new BigDecimal("1.50"))
            .put("day", 1)
            .put("bytes", new byte[] {1})
            .put("tags", List.of("a", "\"b\""));
    assertThat(text(inner, value))
        .isEqualTo(
            "{\"amount\":1.50,\"day\":\"1970-01-02\",\"note\":null,\"bytes\":\"\\\\x01\","
                + "\"tags\":[\"a\",\"\\\"b\\\"\"]}");
  }

  @Test
  void valuesWithoutSchemaAreWrittenAsTheyCame() {
    ValueText untyped = ValueTexts.untyped();
    assertThat(untyped.text("text")).isEqualTo("text");
    assertThat(untyped.text(7L)).isEqualTo("7");
    assertThat(untyped.text(1.5)).isEqualTo("1.5");
    assertThat(untyped.text(new BigDecimal("1E+3"))).isEqualTo("1000");
    assertThat(untyped.text(false)).isEqualTo("false");
    assertThat(untyped.text(new byte[] {1})).isEqualTo("\\x01");
    Map<String, Object> nested = new LinkedHashMap<>();
    nested.put("a", Arrays.asList(1L, null, 2.5, true));
    nested.put("b", Map.of("c", "d"));
    assertThat(untyped.text(nested)).isEqualTo("{\"a\":[1,null,2.5,true],\"b\":{\"c\":\"d\"}}");
  }

  @Test
  void arraysOfArraysAreNotQuoted() {
    Schema matrix = SchemaBuilder.array(SchemaBuilder.array(Schema.INT32_SCHEMA).build()).build();
    assertThat(text(matrix, List.of(List.of(1, 2), List.of(3, 4)))).isEqualTo("{{1,2},{3,4}}");
  }

  @Test
  void anIntervalOfAnotherFormStaysAsItIs() {
    assertThat(IntervalText.ISO.text("1 day")).isEqualTo("1 day");
  }

  private static Schema named(Schema.Type type, String name) {
    return SchemaBuilder.type(type).name(name).build();
  }

  private static String text(Schema schema, Object value) {
    return ValueTexts.of(schema).text(value);
  }
}
