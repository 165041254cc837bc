package io.walmirror.connector.value;

import org.apache.kafka.connect.data.SchemaBuilder;

/** {@code time} from midnight: milliseconds where its precision is at most 3, else microseconds. */
final class TimeCodec implements Codec {

  private final boolean millis;

  TimeCodec(int modifier) {
    this.millis = modifier >= 0 && modifier <= 3;
  }

  @Override
  public SchemaBuilder schema() {
    return millis
        ? SchemaBuilder.int32().name("io.debezium.time.Time").version(1)
        : SchemaBuilder.int64().name("io.debezium.time.MicroTime").version(1);
  }

  @Override
  public Object binary(byte[] bytes, int at, int length) {
    Bytes.expect("time", length, 8);
    return value(Bytes.int8(bytes, at));
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    return value(PostgresClock.microsOfDay("time", PostgresClock.ascii(bytes, at, length)));
  }

  @Override
  public Object zero() {
    return value(0);
  }

  private Object value(long micros) {
    if (millis) {
      return (int) (micros / 1000);
    }
    return micros;
  }
}
