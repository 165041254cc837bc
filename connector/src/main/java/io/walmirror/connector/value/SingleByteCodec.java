package io.walmirror.connector.value;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * {@code "char"}, one byte: its character where it is ASCII, nothing where it is zero, else a
 * backslash and its octal digits, as PostgreSQL prints it from version 16 on. Before, the server
 * sends the bare byte in its text form too, which is no text in UTF-8.
 */
final class SingleByteCodec implements Codec {

  @Override
  public SchemaBuilder schema() {
    return SchemaBuilder.string();
  }

  @Override
  public Object binary(byte[] bytes, int at, int length) {
    Bytes.expect("char", length, 1);
    return bytes[at] == 0 ? "" : printed(bytes[at]);
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    return length == 1 ? printed(bytes[at]) : Codec.string(bytes, at, length);
  }

  @Override
  public Object zero() {
    return "";
  }

  @Override
  public Object unavailable(String placeholder) {
    return placeholder;
  }

  private static String printed(byte value) {
    return value < 0
        ? "\\" + Integer.toOctalString(value & 0xff)
        : new String(new byte[] {value}, StandardCharsets.US_ASCII);
  }
}
