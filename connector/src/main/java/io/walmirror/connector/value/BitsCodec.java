package io.walmirror.connector.value;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * {@code bit} and {@code varbit}: a boolean where one bit is declared, else bytes of which the
 * first holds the last bits. Bytes beyond the highest bit that is set are left out, as Debezium
 * does.
 */
final class BitsCodec implements Codec {

  private final boolean varying;
  private final int declared;

  /** {@code modifier} is the declared number of bits; below zero where there is none. */
  BitsCodec(boolean varying, int modifier) {
    this.varying = varying || modifier < 0;
    this.declared = modifier < 0 ? Integer.MAX_VALUE : modifier;
  }

  @Override
  public SchemaBuilder schema() {
    return declared == 1
        ? SchemaBuilder.bool()
        : SchemaBuilder.bytes()
            .name("io.debezium.data.Bits")
            .version(1)
            .parameter("length", Integer.toString(declared));
  }

  @Override
  public Object binary(byte[] bytes, int at, int length) {
    int bits = length < 4 ? -1 : Bytes.int4(bytes, at);
    if (bits < 0 || length - 4 != (bits + 7L) / 8) {
      throw new MalformedValueException("bit", "its length does not fit its bits");
    }
    byte[] value = new byte[length - 4];
    for (int i = 0; i < bits; i++) {
      if ((bytes[at + 4 + i / 8] & (0x80 >> (i % 8))) != 0) {
        set(value, bits - 1 - i);
      }
    }
    return value(value);
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    byte[] value = new byte[(length + 7) / 8];
    for (int i = 0; i < length; i++) {
      if (bytes[at + i] == '1') {
        set(value, length - 1 - i);
      } else if (bytes[at + i] != '0') {
        throw new MalformedValueException("bit", "neither 0 nor 1");
      }
    }
    return value(value);
  }

  @Override
  public Optional<Merging> merges() {
    return varying ? Optional.of(Merging.zeros()) : Optional.empty();
  }

  @Override
  public Object zero() {
    return value(new byte[0]);
  }

  private static void set(byte[] value, int bit) {
    value[bit / 8] |= (byte) (1 << (bit % 8));
  }

  private Object value(byte[] value) {
    if (declared == 1) {
      return value.length > 0 && value[0] != 0;
    }
    int length = value.length;
    while (length > 0 && value[length - 1] == 0) {
      length--;
    }
    return ByteBuffer.wrap(length == value.length ? value : Arrays.copyOf(value, length));
  }
}
