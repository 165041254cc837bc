package io.walmirror.connector.value;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * pgvector's {@code vector} and {@code halfvec}: a count in two bytes, two bytes without meaning,
 * and the elements; printed as {@code [1,2.5]}.
 */
final class VectorCodec implements Codec {

  private final boolean half;

  VectorCodec(boolean half) {
    this.half = half;
  }

  @Override
  public SchemaBuilder schema() {
    return half
        ? SchemaBuilder.array(Schema.FLOAT32_SCHEMA).name("io.debezium.data.FloatVector").version(1)
        : SchemaBuilder.array(Schema.FLOAT64_SCHEMA)
            .name("io.debezium.data.DoubleVector")
            .version(1);
  }

  @Override
  public Object binary(byte[] bytes, int at, int length) {
    int count = length < 4 ? -1 : Bytes.int2(bytes, at) & 0xffff;
    int width = half ? 2 : 4;
    if (count < 0 || length != 4 + count * width) {
      throw new MalformedValueException("vector", "its length does not fit its elements");
    }
    List<Object> elements = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int place = at + 4 + i * width;
      elements.add(
          half
              ? (Object) halfToFloat(Bytes.int2(bytes, place))
              : (Object) shortest(Float.intBitsToFloat(Bytes.int4(bytes, place))));
    }
    return elements;
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    StringTokenizer words =
        new StringTokenizer(new String(bytes, at, length, StandardCharsets.ISO_8859_1), "[], ");
    List<Object> elements = new ArrayList<>(words.countTokens());
    try {
      while (words.hasMoreTokens()) {
        String word = words.nextToken();
        elements.add(half ? (Object) Float.valueOf(word) : (Object) Double.valueOf(word));
      }
    } catch (NumberFormatException e) {
      throw new MalformedValueException("vector", "not a number where one belongs", e);
    }
    return elements;
  }

  @Override
  public Object zero() {
    return List.of();
  }

  /** The double that is printed with the fewest digits that make this float. */
  static double shortest(float value) {
    if (value == 0 || Float.isNaN(value) || Float.isInfinite(value)) {
      return value;
    }
    BigDecimal printed = new BigDecimal(Float.toString(value)).stripTrailingZeros();
    if (printed.precision() > 1) {
      BigDecimal shorter = printed.round(new MathContext(printed.precision() - 1));
      if (shorter.floatValue() == value) {
        return shorter.doubleValue();
      }
    }
    return printed.doubleValue();
  }

  /** A float of 16 bits: sign, five bits of exponent, ten of fraction. */
  static float halfToFloat(short half) {
    int exponent = (half >> 10) & 0x1f;
    int fraction = half & 0x3ff;
    float value;
    if (exponent == 0) {
      value = fraction * 0x1p-24f;
    } else if (exponent == 31) {
      value = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else {
      value = Math.scalb(1024f + fraction, exponent - 25);
    }
    return half < 0 ? -value : value;
  }
}
