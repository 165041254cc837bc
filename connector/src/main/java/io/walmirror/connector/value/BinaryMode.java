package io.walmirror.connector.value;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/** Debezium's {@code binary.handling.mode}: how bytes are written. */
public enum BinaryMode {
  BYTES(Schema.Type.BYTES) {
    @Override
    Object value(byte[] bytes) {
      return ByteBuffer.wrap(bytes);
    }
  },
  BASE64(Schema.Type.STRING) {
    @Override
    Object value(byte[] bytes) {
      return Base64.getEncoder().encodeToString(bytes);
    }
  },
  BASE64_URL_SAFE(Schema.Type.STRING) {
    @Override
    Object value(byte[] bytes) {
      return Base64.getUrlEncoder().encodeToString(bytes);
    }
  },
  HEX(Schema.Type.STRING) {
    @Override
    Object value(byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }
  };

  private final Schema.Type type;

  BinaryMode(Schema.Type type) {
    this.type = type;
  }

  /** A new builder of the schema of bytes. */
  public SchemaBuilder schema() {
    return new SchemaBuilder(type);
  }

  /** A copy of a range of bytes, as it is written. */
  public Object value(byte[] bytes, int at, int length) {
    return value(Arrays.copyOfRange(bytes, at, at + length));
  }

  abstract Object value(byte[] bytes);
}
