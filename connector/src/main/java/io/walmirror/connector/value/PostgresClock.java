package io.walmirror.connector.value;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/**
 * PostgreSQL's dates and times: microseconds or days from 2000-01-01, and the ISO text forms that
 * {@code DateStyle=ISO} prints. Years run from 4713 BC to 294276.
 */
final class PostgresClock {

  static final long MICROS_PER_SECOND = 1_000_000L;
  static final long MICROS_PER_DAY = 86_400L * MICROS_PER_SECOND;

  /** 2000-01-01 in days and in microseconds from 1970-01-01. */
  static final int EPOCH_DAYS = 10_957;

  static final long EPOCH_MICROS = EPOCH_DAYS * MICROS_PER_DAY;

  private PostgresClock() {}

  /** Days from 1970-01-01 of a printed date, {@code 0044-03-15 BC}. */
  static long days(String type, String date, boolean beforeChrist) {
    int month = date.indexOf('-');
    if (month < 4 || date.length() != month + 6 || date.charAt(month + 3) != '-') {
      throw new MalformedValueException(type, "not a date in ISO form");
    }
    int year = number(type, date, 0, month);
    try {
      return LocalDate.of(
              beforeChrist ? 1 - year : year,
              number(type, date, month + 1, month + 3),
              number(type, date, month + 4, month + 6))
          .toEpochDay();
    } catch (java.time.DateTimeException e) {
      throw new MalformedValueException(type, "not a date in ISO form", e);
    }
  }

  /** Microseconds of a printed time of day, {@code 24:00:00} included. */
  static long microsOfDay(String type, String time) {
    if (time.length() < 8 || time.charAt(2) != ':' || time.charAt(5) != ':') {
      throw new MalformedValueException(type, "not a time in ISO form");
    }
    long seconds =
        number(type, time, 0, 2) * 3600L
            + number(type, time, 3, 5) * 60L
            + number(type, time, 6, 8);
    long micros = 0;
    if (time.length() > 8) {
      if (time.charAt(8) != '.' || time.length() > 15) {
        throw new MalformedValueException(type, "not a time in ISO form");
      }
      micros = number(type, time, 9, time.length());
      for (int digits = time.length() - 9; digits < 6; digits++) {
        micros *= 10;
      }
    }
    return seconds * MICROS_PER_SECOND + micros;
  }

  /** Microseconds from 2000-01-01 of a printed timestamp without zone. */
  static long micros(String type, String timestamp) {
    boolean beforeChrist = timestamp.endsWith(" BC");
    int end = timestamp.length() - (beforeChrist ? 3 : 0);
    int space = timestamp.indexOf(' ');
    if (space < 0 || space >= end) {
      throw new MalformedValueException(type, "not a timestamp in ISO form");
    }
    return (days(type, timestamp.substring(0, space), beforeChrist) - EPOCH_DAYS) * MICROS_PER_DAY
        + microsOfDay(type, timestamp.substring(space + 1, end));
  }

  static String ascii(byte[] bytes, int at, int length) {
    return new String(bytes, at, length, StandardCharsets.ISO_8859_1);
  }

  private static int number(String type, String text, int from, int to) {
    try {
      return Integer.parseInt(text, from, to, 10);
    } catch (NumberFormatException e) {
      throw new MalformedValueException(type, "not in ISO form", e);
    }
  }
}
