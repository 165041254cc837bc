package io.walmirror.connector.value;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * {@code timestamptz} as ISO text in UTC, its fraction padded to the column's precision. The
 * session's time zone is UTC, so the text form ends in {@code +00}.
 */
final class ZonedTimestampCodec implements Codec {

  private final int fraction;
  private long lastDay = Long.MIN_VALUE;
  private byte[] lastDayText = {};

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
    return text.endsWith("infinity") ? text : print(micros(text));
  }

  /** Microseconds from 2000-01-01 of a printed timestamp in UTC. */
  static long micros(String text) {
    int zone = text.lastIndexOf("+00");
    if (zone < 0) {
      throw new MalformedValueException("timestamptz", "its zone is not UTC");
    }
    String era = text.endsWith(" BC") ? " BC" : "";
    return PostgresClock.micros("timestamptz", text.substring(0, zone) + era);
  }

  @Override
  public Object zero() {
    return "1970-01-01T00:00:00Z";
  }

  @Override
  public Object unavailable(String placeholder) {
    return placeholder;
  }

  /** Prints microseconds from 2000: from 1970 the last years would not fit in a long. */
  private String print(long micros) {
    long day = Math.floorDiv(micros, PostgresClock.MICROS_PER_DAY);
    long rest = Math.floorMod(micros, PostgresClock.MICROS_PER_DAY);
    if (day != lastDay) {
      lastDayText =
          LocalDate.ofEpochDay(day + PostgresClock.EPOCH_DAYS)
              .toString()
              .getBytes(StandardCharsets.ISO_8859_1);
      lastDay = day;
    }
    int seconds = (int) (rest / PostgresClock.MICROS_PER_SECOND);
    int length = lastDayText.length + (fraction > 0 ? 11 + fraction : 10);
    byte[] text = new byte[length];
    int at = lastDayText.length;
    System.arraycopy(lastDayText, 0, text, 0, at);
    text[at] = 'T';
    put(text, at + 1, seconds / 3600, 2);
    text[at + 3] = ':';
    put(text, at + 4, seconds / 60 % 60, 2);
    text[at + 6] = ':';
    put(text, at + 7, seconds % 60, 2);
    if (fraction > 0) {
      int units = (int) (rest % PostgresClock.MICROS_PER_SECOND);
      for (int digits = fraction; digits < 6; digits++) {
        units /= 10;
      }
      text[at + 9] = '.';
      put(text, at + 10, units, fraction);
    }
    text[length - 1] = 'Z';
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private static void put(byte[] text, int at, int number, int digits) {
    int rest = number;
    for (int i = at + digits - 1; i >= at; i--) {
      text[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
