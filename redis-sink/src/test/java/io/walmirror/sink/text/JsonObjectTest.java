package io.walmirror.sink.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectTest {

  private static final Schema ANY_SCALE =
      SchemaBuilder.struct()
          .name("io.debezium.data.VariableScaleDecimal")
          .field("scale", Schema.INT32_SCHEMA)
          .field("value", Schema.BYTES_SCHEMA)
          .build();

  @ParameterizedTest
  @ValueSource(strings = {"1.50", "-0.000001", "0", "123456789012345678901234567890.5"})
  void aNumericIsTheSameWhetherItsScaleIsDeclaredOrNot(String digits) {
    BigDecimal number = new BigDecimal(digits);
    Schema declared = Decimal.schema(number.scale());
    for (JsonObject.Numbers numbers : JsonObject.Numbers.values()) {
      boolean quoted = numbers == JsonObject.Numbers.STRING;
      String text = quoted ? '"' + number.toPlainString() + '"' : number.toPlainString();
      assertThat(member(numbers, declared, number)).isEqualTo(text);
      assertThat(member(numbers, ANY_SCALE, anyScale(number))).isEqualTo(text);
      assertThat(member(numbers, SchemaBuilder.array(ANY_SCALE).build(), List.of(anyScale(number))))
          .isEqualTo("[" + text + "]");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "9007199254740992, false",
    "9007199254740993, true",
    "-9007199254740992, false",
    "-9007199254740993, true",
    "9223372036854775807, true",
    "-9223372036854775808, true"
  })
  void integersBeyondADoubleAreStringsOnEitherSideOfZero(long number, boolean quoted) {
    assertThat(member(JsonObject.Numbers.STRING, Schema.INT64_SCHEMA, number))
        .isEqualTo(quoted ? "\"" + number + '"' : "" + number);
    assertThat(member(JsonObject.Numbers.NATIVE, Schema.INT64_SCHEMA, number))
        .isEqualTo("" + number);
  }

  private static Struct anyScale(BigDecimal number) {
    return new Struct(ANY_SCALE)
        .put("scale", number.scale())
        .put("value", number.unscaledValue().toByteArray());
  }

  private static String member(JsonObject.Numbers numbers, Schema schema, Object value) {
    try (JsonObject object = new JsonObject(numbers)) {
      object.add("m", Optional.of(schema), value);
      String text = object.bytes().toString();
      return text.substring("{\"m\":".length(), text.length() - 1);
    }
  }
}
