package io.walmirror.connector.value;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.kafka.connect.data.SchemaBuilder;

/** {@code bytea}; its text form is PostgreSQL's hex output. */
final class ByteaCodec implements Codec {

  private final BinaryMode mode;

  ByteaCodec(BinaryMode mode) {
    this.mode = mode;
  }

  @Override
  public SchemaBuilder schema() {
    return mode.schema();
  }

  @Override
  public Object binary(byte[] bytes, int at, int length) {
    return mode.value(bytes, at, length);
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    if (length < 2 || bytes[at] != '\\' || bytes[at + 1] != 'x') {
      throw new MalformedValueException("bytea", "not in hex output form");
    }
    try {
      return mode.value(
          HexFormat.of()
              .parseHex(new String(bytes, at + 2, length - 2, StandardCharsets.ISO_8859_1)));
    } catch (IllegalArgumentException e) {
      throw new MalformedValueException("bytea", "not in hex output form", e);
    }
  }

  @Override
  public Object zero() {
    return mode.value(new byte[0]);
  }

  /** As bytes the placeholder's own; as text the placeholder as it is, whatever the coding. */
  @Override
  public Object unavailable(String placeholder) {
    return mode == BinaryMode.BYTES
        ? mode.value(placeholder.getBytes(StandardCharsets.UTF_8))
        : placeholder;
  }
}
