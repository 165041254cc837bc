package io.walmirror.connector.value;

import java.util.List;
import org.apache.kafka.connect.data.SchemaBuilder;

/** {@code int2}, {@code int4}, {@code int8} and {@code oid}. */
enum Integers implements Codec {
  INT2 {
    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.int16();
    }

    @Override
    public Object binary(byte[] bytes, int at, int length) {
      Bytes.expect("int2", length, 2);
      return Bytes.int2(bytes, at);
    }

    @Override
    public Object text(byte[] bytes, int at, int length) {
      return (short) Digits.parse("int2", bytes, at, length);
    }

    @Override
    public Object zero() {
      return (short) 0;
    }
  },
  INT4 {
    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.int32();
    }

    @Override
    public Object binary(byte[] bytes, int at, int length) {
      Bytes.expect("int4", length, 4);
      return Bytes.int4(bytes, at);
    }

    @Override
    public Object text(byte[] bytes, int at, int length) {
      return (int) Digits.parse("int4", bytes, at, length);
    }

    @Override
    public List<Object> unavailableElements(String placeholder) {
      return ArrayCodec.placeholderBytes(placeholder, value -> value);
    }

    @Override
    public Object zero() {
      return 0;
    }
  },
  INT8 {
    @Override
    public Object binary(byte[] bytes, int at, int length) {
      Bytes.expect("int8", length, 8);
      return Bytes.int8(bytes, at);
    }

    @Override
    public List<Object> unavailableElements(String placeholder) {
      return ArrayCodec.placeholderBytes(placeholder, value -> (long) value);
    }
  },
  OID {
    @Override
    public Object binary(byte[] bytes, int at, int length) {
      Bytes.expect("oid", length, 4);
      return Integer.toUnsignedLong(Bytes.int4(bytes, at));
    }
  };

  @Override
  public SchemaBuilder schema() {
    return SchemaBuilder.int64();
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    return Digits.parse("int8", bytes, at, length);
  }

  @Override
  public Object zero() {
    return 0L;
  }
}
