package io.walmirror.connector.value;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/** {@code interval}. The text form is that of {@code IntervalStyle=postgres}. */
final class IntervalCodec implements Codec {

  private final IntervalForm form;

  IntervalCodec(IntervalForm form) {
    this.form = form;
  }

  @Override
  public SchemaBuilder schema() {
    return form.schema();
  }

  @Override
  public Codec forSchema(Schema schema) {
    return new IntervalCodec(form.forSchema(schema));
  }

  @Override
  public Object binary(byte[] bytes, int at, int length) {
    Bytes.expect("interval", length, 16);
    int months = Bytes.int4(bytes, at + 12);
    int days = Bytes.int4(bytes, at + 8);
    long micros = Bytes.int8(bytes, at);
    if (isInfinite(months, days, micros)) {
      throw infinite();
    }
    return form.of(months, days, micros);
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    long months = 0;
    long days = 0;
    long micros = 0;
    String text = PostgresClock.ascii(bytes, at, length);
    if (text.endsWith("infinity")) {
      throw infinite();
    }
    String[] words = text.split(" ", -1);
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
    return form.of(months, days, micros);
  }

  @Override
  public Object unavailable(String placeholder) {
    return form.schema().type() == Schema.Type.STRING ? placeholder : null;
  }

  @Override
  public Optional<Merging> merges() {
    return form.merges();
  }

  @Override
  public Object zero() {
    return form.of(0, 0, 0);
  }

  private static long time(String time) {
    int hours = time.indexOf(':');
    long micros =
        Digits.parse("interval", time.getBytes(StandardCharsets.US_ASCII), 0, hours)
            * 3_600_000_000L;
    return micros + PostgresClock.microsOfDay("interval", "00" + time.substring(hours));
  }

  private static boolean isInfinite(int months, int days, long micros) {
    return (months == Integer.MAX_VALUE && days == Integer.MAX_VALUE && micros == Long.MAX_VALUE)
        || (months == Integer.MIN_VALUE && days == Integer.MIN_VALUE && micros == Long.MIN_VALUE);
  }

  private static UnrepresentableValueException infinite() {
    return new UnrepresentableValueException(
        "an infinite interval has no form in Debezium's events; store a large one, or leave the"
            + " table out with table.exclude.list");
  }
}
