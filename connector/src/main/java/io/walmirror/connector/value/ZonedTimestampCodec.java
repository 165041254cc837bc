package io.walmirror.connector.value;

import java.time.LocalDate;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * {@code timestamptz} as ISO text in UTC, its fraction padded to the column's precision. The
 * session's time zone is UTC, so the text form ends in {@code +00}.
 */
final class ZonedTimestampCodec implements Codec {

  private final int fraction;
  private long lastDay = Long.MIN_VALUE;
  private String lastDayText = "";

  ZonedTimestampCodec(int modifier) {
    this.fraction = modifier >= 0 && modifier <= 6 ? modifier : 6;
  }

  @Override
  public SchemaBuilder schema() {
    return SchemaBuilder.string().name("io.debezium.time.ZonedTimestamp").version(1);
  }

  @Override
  public Object binary(byte[] bytes, int at, int length) {
    Bytes.expect("timestamptz", length, 8);
    long micros = Bytes.int8(bytes, at);
    if (micros == Long.MAX_VALUE) {
      return "infinity";
    }
    if (micros == Long.MIN_VALUE) {
      return "-infinity";
    }
    return print(micros);
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    String text = PostgresClock.ascii(bytes, at, length);
    if (text.equals("infinity") || text.equals("-infinity")) {
      return text;
    }
    int zone = text.lastIndexOf("+00");
    if (zone < 0) {
      throw new MalformedValueException("timestamptz", "its zone is not UTC");
    }
    String era = text.endsWith(" BC") ? " BC" : "";
    return print(PostgresClock.micros("timestamptz", text.substring(0, zone) + era));
  }

  @Override
  public Object zero() {
    return print(-PostgresClock.EPOCH_MICROS);
  }

  /** Prints microseconds from 2000: from 1970 the last years would not fit in a long. */
  private String print(long micros) {
    long day = Math.floorDiv(micros, PostgresClock.MICROS_PER_DAY);
    long rest = Math.floorMod(micros, PostgresClock.MICROS_PER_DAY);
    if (day != lastDay) {
      lastDayText = LocalDate.ofEpochDay(day + PostgresClock.EPOCH_DAYS).toString();
      lastDay = day;
    }
    StringBuilder text = new StringBuilder(32).append(lastDayText).append('T');
    long seconds = rest / PostgresClock.MICROS_PER_SECOND;
    Digits.append(text, seconds / 3600, 2);
    text.append(':');
    Digits.append(text, seconds / 60 % 60, 2);
    text.append(':');
    Digits.append(text, seconds % 60, 2);
    if (fraction > 0) {
      long units = rest % PostgresClock.MICROS_PER_SECOND;
      for (int digits = fraction; digits < 6; digits++) {
        units /= 10;
      }
      text.append('.');
      Digits.append(text, units, fraction);
    }
    return text.append('Z').toString();
  }
}
