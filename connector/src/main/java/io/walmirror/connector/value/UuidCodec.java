package io.walmirror.connector.value;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.kafka.connect.data.SchemaBuilder;

/** {@code uuid}. */
final class UuidCodec implements Codec {

  @Override
  public SchemaBuilder schema() {
    return SchemaBuilder.string().name("io.debezium.data.Uuid").version(1);
  }

  @Override
  public Object binary(byte[] bytes, int at, int length) {
    Bytes.expect("uuid", length, 16);
    return new UUID(Bytes.int8(bytes, at), Bytes.int8(bytes, at + 8)).toString();
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    return Codec.string(bytes, at, length);
  }

  @Override
  public Object zero() {
    return "";
  }

  /** A value is never stored apart, an array of them is. */
  @Override
  public Object unavailable(String placeholder) {
    return UUID.nameUUIDFromBytes(placeholder.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
