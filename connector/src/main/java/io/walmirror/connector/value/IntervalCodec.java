package io.walmirror.connector.value;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * {@code interval} as microseconds, a month counted as the twelfth part of 365.25 days, as Debezium
 * does. The text form is that of {@code IntervalStyle=postgres}.
 */
final class IntervalCodec implements Codec {

  private static final double DAYS_PER_MONTH = 365.25 / 12.0;

  @Override
  public SchemaBuilder schema() {
    return SchemaBuilder.int64().name("io.debezium.time.MicroDuration").version(1);
  }

  @Override
  public Object binary(byte[] bytes, int at, int length) {
    Bytes.expect("interval", length, 16);
    return micros(Bytes.int4(bytes, at + 12), Bytes.int4(bytes, at + 8), Bytes.int8(bytes, at));
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    long months = 0;
    long days = 0;
    long micros = 0;
    String[] words = PostgresClock.ascii(bytes, at, length).split(" ", -1);
    for (int i = 0; i < words.length; i++) {
      String word = words[i];
      if (word.indexOf(':') > 0) {
        boolean negative = word.charAt(0) == '-';
        String time = negative || word.charAt(0) == '+' ? word.substring(1) : word;
        long of = time(time);
        micros = negative ? -of : of;
      } else {
        long count =
            Digits.parse("interval", word.getBytes(StandardCharsets.US_ASCII), 0, word.length());
        if (++i == words.length) {
          throw new MalformedValueException("interval", "a number without unit");
        }
        switch (words[i]) {
          case "year", "years" -> months += 12 * count;
          case "mon", "mons" -> months += count;
          case "day", "days" -> days += count;
          default -> throw new MalformedValueException("interval", "an unknown unit");
        }
      }
    }
    return micros(months, days, micros);
  }

  @Override
  public Object zero() {
    return 0L;
  }

  private static long time(String time) {
    int hours = time.indexOf(':');
    long micros =
        Digits.parse("interval", time.getBytes(StandardCharsets.US_ASCII), 0, hours)
            * 3_600_000_000L;
    return micros + PostgresClock.microsOfDay("interval", "00" + time.substring(hours));
  }

  private static long micros(long months, long days, long micros) {
    return Math.round((months * DAYS_PER_MONTH + days) * PostgresClock.MICROS_PER_DAY) + micros;
  }
}
