package io.walmirror.connector.value;

import java.util.List;
import org.apache.kafka.connect.data.SchemaBuilder;

/** {@code date} as days from 1970-01-01; the infinities keep their wrapped numbers. */
final class DateCodec implements Codec {

  private static final int INFINITY = Integer.MAX_VALUE + PostgresClock.EPOCH_DAYS;
  private static final int MINUS_INFINITY = Integer.MIN_VALUE + PostgresClock.EPOCH_DAYS;

  @Override
  public SchemaBuilder schema() {
    return SchemaBuilder.int32().name("io.debezium.time.Date").version(1);
  }

  @Override
  public Object binary(byte[] bytes, int at, int length) {
    Bytes.expect("date", length, 4);
    return Bytes.int4(bytes, at) + PostgresClock.EPOCH_DAYS;
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    String text = PostgresClock.ascii(bytes, at, length);
    if (text.equals("infinity")) {
      return INFINITY;
    }
    if (text.equals("-infinity")) {
      return MINUS_INFINITY;
    }
    boolean beforeChrist = text.endsWith(" BC");
    String date = beforeChrist ? text.substring(0, text.length() - 3) : text;
    return (int) PostgresClock.days("date", date, beforeChrist);
  }

  @Override
  public Object zero() {
    return 0;
  }

  @Override
  public List<Object> unavailableElements(String placeholder) {
    return ArrayCodec.placeholderBytes(placeholder, value -> value);
  }
}
