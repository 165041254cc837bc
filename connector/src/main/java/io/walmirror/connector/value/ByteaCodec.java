package io.walmirror.connector.value;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.kafka.connect.data.SchemaBuilder;

/** {@code bytea} as bytes; its text form is PostgreSQL's hex output. */
final class ByteaCodec implements Codec {

  @Override
  public SchemaBuilder schema() {
    return SchemaBuilder.bytes();
  }

  @Override
  public Object binary(byte[] bytes, int at, int length) {
    return ByteBuffer.wrap(Arrays.copyOfRange(bytes, at, at + length));
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    if (length < 2 || bytes[at] != '\\' || bytes[at + 1] != 'x') {
      throw new MalformedValueException("bytea", "not in hex output form");
    }
    try {
      return ByteBuffer.wrap(
          HexFormat.of()
              .parseHex(new String(bytes, at + 2, length - 2, StandardCharsets.ISO_8859_1)));
    } catch (IllegalArgumentException e) {
      throw new MalformedValueException("bytea", "not in hex output form", e);
    }
  }

  @Override
  public Object zero() {
    return ByteBuffer.allocate(0);
  }

  @Override
  public Object unavailable(String placeholder) {
    return ByteBuffer.wrap(placeholder.getBytes(StandardCharsets.UTF_8));
  }
}
