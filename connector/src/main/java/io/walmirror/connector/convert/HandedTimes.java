package io.walmirror.connector.convert;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/**
 * Dates and moments of the java.time package, out of what PostgreSQL prints with DateStyle ISO. For
 * infinities stand those that Debezium gives, which are the driver's.
 */
final class HandedTimes {

  private static final String INFINITY = "infinity";
  private static final String MINUS_INFINITY = "-infinity";
  private static final String BEFORE_CHRIST = " BC";

  private static final Instant LAST = Instant.ofEpochMilli(9_223_372_036_825_200_000L);
  private static final Instant FIRST = Instant.ofEpochMilli(-9_223_372_036_832_400_000L);
  private static final LocalDate LAST_DATE = LocalDate.of(5_877_611, 6, 21);
  private static final LocalDate FIRST_DATE = LocalDate.of(-5_877_611, 6, 22);

  private static final DateTimeFormatter OFFSET =
      new DateTimeFormatterBuilder().appendOffset("+HH:mm:ss", "+00").toFormatter();

  private HandedTimes() {}

  static Object date(String text) {
    return switch (text) {
      case INFINITY -> LAST_DATE;
      case MINUS_INFINITY -> FIRST_DATE;
      default -> day(withoutEra(text), isBeforeChrist(text));
    };
  }

  static Object timestamp(String text) {
    return switch (text) {
      case INFINITY -> LAST;
      case MINUS_INFINITY -> FIRST;
      default -> local(withoutEra(text), isBeforeChrist(text)).toInstant(ZoneOffset.UTC);
    };
  }

  static Object zonedTimestamp(String text) {
    return switch (text) {
      case INFINITY -> LAST.atOffset(ZoneOffset.UTC);
      case MINUS_INFINITY -> FIRST.atOffset(ZoneOffset.UTC);
      default -> zoned(withoutEra(text), isBeforeChrist(text));
    };
  }

  private static OffsetDateTime zoned(String text, boolean beforeChrist) {
    int time = text.indexOf(' ');
    int sign = Math.max(text.indexOf('+', time), text.indexOf('-', time));
    return OffsetDateTime.of(
            local(text.substring(0, sign), beforeChrist),
            ZoneOffset.from(OFFSET.parse(text.substring(sign))))
        .withOffsetSameInstant(ZoneOffset.UTC);
  }

  private static LocalDateTime local(String text, boolean beforeChrist) {
    int time = text.indexOf(' ');
    return LocalDateTime.of(
        day(text.substring(0, time), beforeChrist), LocalTime.parse(text.substring(time + 1)));
  }

  /** There is no year zero in a calendar, and one in java.time. */
  private static LocalDate day(String text, boolean beforeChrist) {
    int month = text.indexOf('-');
    int year = Integer.parseInt(text.substring(0, month));
    return LocalDate.of(
        beforeChrist ? 1 - year : year,
        Integer.parseInt(text.substring(month + 1, month + 3)),
        Integer.parseInt(text.substring(month + 4)));
  }

  private static boolean isBeforeChrist(String text) {
    return text.endsWith(BEFORE_CHRIST);
  }

  private static String withoutEra(String text) {
    return isBeforeChrist(text) ? text.substring(0, text.length() - BEFORE_CHRIST.length()) : text;
  }
}
