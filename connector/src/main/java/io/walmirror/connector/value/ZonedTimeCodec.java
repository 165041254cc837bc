package io.walmirror.connector.value;

import java.nio.charset.StandardCharsets;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.apache.kafka.connect.data.SchemaBuilder;

/** {@code timetz} as ISO text moved to UTC, as Debezium does; the offset itself is lost. */
final class ZonedTimeCodec implements Codec {

  @Override
  public SchemaBuilder schema() {
    return SchemaBuilder.string().name("io.debezium.time.ZonedTime").version(1);
  }

  @Override
  public Object binary(byte[] bytes, int at, int length) {
    Bytes.expect("timetz", length, 12);
    return print(Bytes.int8(bytes, at), -Bytes.int4(bytes, at + 8));
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    return read(PostgresClock.ascii(bytes, at, length), ZonedTimeCodec::print);
  }

  /** What is made of microseconds of a day and an offset in seconds. */
  interface Maker {
    Object of(long micros, int offsetSeconds);
  }

  /** Reads a printed time with its zone. */
  static Object read(String text, Maker maker) {
    int zone = Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'));
    if (zone < 8) {
      throw new MalformedValueException("timetz", "a time without zone");
    }
    int offset = 0;
    int unit = 3600;
    for (String part : text.substring(zone + 1).split(":", -1)) {
      offset +=
          (int) Digits.parse("timetz", part.getBytes(StandardCharsets.US_ASCII), 0, part.length())
              * unit;
      unit /= 60;
    }
    return maker.of(
        PostgresClock.microsOfDay("timetz", text.substring(0, zone)),
        text.charAt(zone) == '-' ? -offset : offset);
  }

  @Override
  public Optional<Merging> merges() {
    return Optional.of(Merging.offsets());
  }

  @Override
  public Object zero() {
    return print(0, 0);
  }

  @Override
  public Object unavailable(String placeholder) {
    return placeholder;
  }

  private static String print(long micros, int offsetSeconds) {
    if (micros == PostgresClock.MICROS_PER_DAY && offsetSeconds == 0) {
      return "24:00:00Z";
    }
    long utc = micros - offsetSeconds * PostgresClock.MICROS_PER_SECOND;
    LocalTime time = LocalTime.ofNanoOfDay(Math.floorMod(utc, PostgresClock.MICROS_PER_DAY) * 1000);
    return DateTimeFormatter.ISO_LOCAL_TIME.format(time) + "Z";
  }
}
