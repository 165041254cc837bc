package io.walmirror.connector.value;

import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * {@code timestamp}, read as UTC: milliseconds from 1970 where its precision is at most 3, else
 * microseconds.
 */
final class TimestampCodec implements Codec {

  private static final long INFINITY_MICROS = 9_223_372_036_825_200_000L;
  private static final long MINUS_INFINITY_MICROS = -9_223_372_036_832_400_000L;

  private final boolean millis;

  TimestampCodec(int modifier) {
    this.millis = modifier >= 0 && modifier <= 3;
  }

  @Override
  public SchemaBuilder schema() {
    return millis
        ? SchemaBuilder.int64().name("io.debezium.time.Timestamp").version(1)
        : SchemaBuilder.int64().name("io.debezium.time.MicroTimestamp").version(1);
  }

  @Override
  public Object binary(byte[] bytes, int at, int length) {
    Bytes.expect("timestamp", length, 8);
    long micros = Bytes.int8(bytes, at);
    if (micros == Long.MAX_VALUE) {
      return value(INFINITY_MICROS);
    }
    if (micros == Long.MIN_VALUE) {
      return value(MINUS_INFINITY_MICROS);
    }
    return from2000(micros);
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    String text = PostgresClock.ascii(bytes, at, length);
    return switch (text) {
      case "infinity" -> value(INFINITY_MICROS);
      case "-infinity" -> value(MINUS_INFINITY_MICROS);
      default -> from2000(PostgresClock.micros("timestamp", text));
    };
  }

  @Override
  public Object zero() {
    return value(0);
  }

  private Object from2000(long micros) {
    if (millis) {
      return Math.floorDiv(micros, 1000L) + PostgresClock.EPOCH_MICROS / 1000;
    }
    if (micros > Long.MAX_VALUE - PostgresClock.EPOCH_MICROS) {
      throw new UnrepresentableValueException(
          "a timestamp after the year 294246 does not fit microseconds from 1970; declare the column"
              + " timestamp(3) or timestamptz");
    }
    return value(micros + PostgresClock.EPOCH_MICROS);
  }

  private Object value(long micros) {
    return millis ? Math.floorDiv(micros, 1000L) : micros;
  }
}
