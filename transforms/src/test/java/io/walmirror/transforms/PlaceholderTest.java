package io.walmirror.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.walmirror.envelope.EnvelopeFields;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceholderTest {

  private static final String TEXT = EnvelopeFields.UNAVAILABLE_VALUE;
  private static final byte[] BYTES = TEXT.getBytes(StandardCharsets.UTF_8);
  private static final String BASE64 = Base64.getEncoder().encodeToString(BYTES);

  private final Placeholder placeholder = Placeholder.of(TEXT);

  @Test
  void isFoundAsText() {
    assertThat(placeholder.is(TEXT)).isTrue();
    assertThat(placeholder.is("{\"" + TEXT + "\":\"" + TEXT + "\"}")).isTrue();
  }

  @Test
  void isFoundAsBytesInEveryFormTheyHave() {
    assertThat(placeholder.is(BYTES)).isTrue();
    assertThat(placeholder.is(ByteBuffer.wrap(BYTES))).isTrue();
    assertThat(placeholder.is(BASE64)).isTrue();
    assertThat(placeholder.is("5f5f646562657a69756d5f756e617661696c61626c655f76616c7565")).isTrue();
  }

  @Test
  void readingABufferDoesNotMoveIt() {
    ByteBuffer buffer = ByteBuffer.wrap(BYTES);
    assertThat(placeholder.is(buffer)).isTrue();
    assertThat(buffer.remaining()).isEqualTo(BYTES.length);
  }

  @Test
  void isFoundAsAMap() {
    assertThat(placeholder.is(Map.of(TEXT, TEXT))).isTrue();
  }

  @Test
  void isFoundAsTheOnlyElementOfAnArray() {
    assertThat(placeholder.is(List.of(TEXT))).isTrue();
    assertThat(placeholder.is(List.of(BYTES))).isTrue();
    assertThat(placeholder.is(List.of(ByteBuffer.wrap(BYTES)))).isTrue();
    assertThat(placeholder.is(List.of(BASE64))).isTrue();
    assertThat(placeholder.is(List.of(UUID.nameUUIDFromBytes(BYTES).toString()))).isTrue();
  }

  @Test
  void isFoundAsAnArrayOfNumbersOfAnyKind() {
    Schema decimal = VARIABLE_SCALE_DECIMAL;
    assertThat(placeholder.is(each(b -> b.shortValue()))).isTrue();
    assertThat(placeholder.is(each(b -> b.intValue()))).isTrue();
    assertThat(placeholder.is(each(b -> b.longValue()))).isTrue();
    assertThat(placeholder.is(each(b -> b.floatValue()))).isTrue();
    assertThat(placeholder.is(each(b -> b.doubleValue()))).isTrue();
    assertThat(placeholder.is(each(b -> new BigDecimal(BigInteger.valueOf(b), 2)))).isTrue();
    assertThat(placeholder.is(each(b -> new byte[] {b}))).isTrue();
    assertThat(placeholder.is(each(b -> ByteBuffer.wrap(new byte[] {b})))).isTrue();
    assertThat(placeholder.is(each(PlaceholderTest::base64))).isTrue();
    assertThat(
            placeholder.is(
                each(b -> new Struct(decimal).put("scale", 0).put("value", new byte[] {b}))))
        .isTrue();
    assertThat(placeholder.is(each(b -> Map.of("scale", 0L, "value", base64(b))))).isTrue();
  }

  @Test
  void valuesThatOnlyResembleItAreValues() {
    List<Object> off = new ArrayList<>(each(b -> b.longValue()));
    off.set(5, 0L);
    List<Object> withNull = new ArrayList<>(each(b -> b.longValue()));
    withNull.set(5, null);
    for (Object value :
        new Object[] {
          "",
          TEXT + " ",
          TEXT.substring(1),
          BASE64 + "=",
          new byte[0],
          Arrays.copyOf(BYTES, BYTES.length - 1),
          ByteBuffer.allocate(BYTES.length),
          List.of(),
          List.of(TEXT, TEXT),
          List.of("x"),
          Arrays.asList((Object) null),
          List.of(UUID.nameUUIDFromBytes(new byte[] {1}).toString()),
          off,
          withNull,
          each(b -> true),
          each(b -> new byte[] {0}),
          each(b -> new byte[0]),
          each(b -> Map.of()),
          each(b -> "x"),
          each(b -> new BigDecimal("7.5")),
          Map.of(),
          Map.of(TEXT, "x"),
          Map.of("x", TEXT),
          Map.of(TEXT, TEXT, "x", "y"),
          5L,
          true,
          new BigDecimal("1.0")
        }) {
      assertThat(placeholder.is(value)).as("%s", value).isFalse();
    }
    assertThat(placeholder.is(null)).isFalse();
    assertThat(placeholder.is(new Struct(VARIABLE_SCALE_DECIMAL))).isFalse();
  }

  @Test
  void anotherTextIsLookedForWhereTheSourceUsesAnother() {
    Placeholder own = Placeholder.of("<\"unsent\\\">");
    assertThat(own.is("<\"unsent\\\">")).isTrue();
    assertThat(own.is("{\"<\\\"unsent\\\\\\\">\":\"<\\\"unsent\\\\\\\">\"}")).isTrue();
    assertThat(own.is(TEXT)).isFalse();
  }

  @Test
  void bytesInHexAreReadAsTheSourceReadsThem() {
    Placeholder own = Placeholder.of("hex:fF00");
    assertThat(own.is(new byte[] {-1, 0})).isTrue();
    assertThat(own.is(List.of(-1, 0))).isTrue();
    assertThat(own.is(List.of(255, 0))).isFalse();
    assertThat(Placeholder.of("hex:756e73656e74").is("unsent")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hex:", "hex:1", "hex:xy"})
  void refusesWhatIsNoPlaceholder(String setting) {
    assertThatIllegalArgumentException().isThrownBy(() -> Placeholder.of(setting));
  }

  @Test
  void onlyTypesThatCanHoldItAreLookedInto() {
    assertThat(Placeholder.fits(Schema.STRING_SCHEMA)).isTrue();
    assertThat(Placeholder.fits(Schema.OPTIONAL_BYTES_SCHEMA)).isTrue();
    assertThat(Placeholder.fits(SchemaBuilder.array(Schema.INT32_SCHEMA).build())).isTrue();
    assertThat(
            Placeholder.fits(SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).build()))
        .isTrue();
    assertThat(Placeholder.fits(Decimal.schema(2))).isFalse();
    assertThat(Placeholder.fits(Schema.INT64_SCHEMA)).isFalse();
    assertThat(Placeholder.fits(Schema.BOOLEAN_SCHEMA)).isFalse();
    assertThat(Placeholder.fits(VARIABLE_SCALE_DECIMAL)).isFalse();
  }

  private static final Schema VARIABLE_SCALE_DECIMAL =
      SchemaBuilder.struct()
          .name("io.debezium.data.VariableScaleDecimal")
          .field("scale", Schema.INT32_SCHEMA)
          .field("value", Schema.BYTES_SCHEMA)
          .build();

  private static String base64(byte b) {
    return Base64.getEncoder().encodeToString(new byte[] {b});
  }

  private static List<Object> each(Function<Byte, Object> element) {
    List<Object> list = new ArrayList<>();
    for (byte b : BYTES) {
      list.add(element.apply(b));
    }
    return list;
  }
}
