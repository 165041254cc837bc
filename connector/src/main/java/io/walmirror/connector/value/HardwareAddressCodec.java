package io.walmirror.connector.value;

import java.util.HexFormat;
import org.apache.kafka.connect.data.SchemaBuilder;

/** {@code macaddr} and {@code macaddr8} as PostgreSQL prints them. */
final class HardwareAddressCodec implements Codec {

  private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

  private final int size;

  HardwareAddressCodec(int size) {
    this.size = size;
  }

  @Override
  public SchemaBuilder schema() {
    return SchemaBuilder.string();
  }

  @Override
  public Object binary(byte[] bytes, int at, int length) {
    Bytes.expect("macaddr", length, size);
    return COLONS.formatHex(bytes, at, at + length);
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    return Codec.string(bytes, at, length);
  }

  @Override
  public Object zero() {
    return "";
  }
}
