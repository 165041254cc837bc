package io.walmirror.connector.value;

import org.apache.kafka.connect.data.SchemaBuilder;

/** {@code bool}. */
final class BooleanCodec implements Codec {

  @Override
  public SchemaBuilder schema() {
    return SchemaBuilder.bool();
  }

  @Override
  public Object binary(byte[] bytes, int at, int length) {
    Bytes.expect("bool", length, 1);
    return bytes[at] != 0;
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    Bytes.expect("bool", length, 1);
    return bytes[at] == 't';
  }

  @Override
  public Object zero() {
    return false;
  }
}
