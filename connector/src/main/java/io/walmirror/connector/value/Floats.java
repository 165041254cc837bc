package io.walmirror.connector.value;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.connect.data.SchemaBuilder;

/** {@code float4} and {@code float8}. */
enum Floats implements Codec {
  FLOAT4 {
    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.float32();
    }

    @Override
    public Object binary(byte[] bytes, int at, int length) {
      Bytes.expect("float4", length, 4);
      return Float.intBitsToFloat(Bytes.int4(bytes, at));
    }

    @Override
    public Object text(byte[] bytes, int at, int length) {
      try {
        return Float.parseFloat(number(bytes, at, length));
      } catch (NumberFormatException e) {
        throw new MalformedValueException("float4", "not a number", e);
      }
    }

    @Override
    public Object zero() {
      return 0f;
    }
  },
  FLOAT8 {
    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.float64();
    }

    @Override
    public Object binary(byte[] bytes, int at, int length) {
      Bytes.expect("float8", length, 8);
      return Double.longBitsToDouble(Bytes.int8(bytes, at));
    }

    @Override
    public Object text(byte[] bytes, int at, int length) {
      try {
        return Double.parseDouble(number(bytes, at, length));
      } catch (NumberFormatException e) {
        throw new MalformedValueException("float8", "not a number", e);
      }
    }

    @Override
    public Object zero() {
      return 0d;
    }
  };

  private static String number(byte[] bytes, int at, int length) {
    return new String(bytes, at, length, StandardCharsets.ISO_8859_1);
  }
}
