package io.walmirror.connector.value;

import java.time.LocalDate;

/** Dates and times as PostgreSQL prints them with {@code DateStyle=ISO}. */
final class Prints {

  private Prints() {}

  /** Days from 1970-01-01; the infinities by their own numbers in the binary form. */
  static String date(int from2000) {
    if (from2000 == Integer.MAX_VALUE) {
      return "infinity";
    }
    if (from2000 == Integer.MIN_VALUE) {
      return "-infinity";
    }
    StringBuilder text = new StringBuilder(16);
    return era(text, date(text, (long) from2000 + PostgresClock.EPOCH_DAYS)).toString();
  }

  /** Microseconds from 2000-01-01, with that behind the time of day. */
  static String timestamp(long micros, String zone) {
    if (micros == Long.MAX_VALUE) {
      return "infinity";
    }
    if (micros == Long.MIN_VALUE) {
      return "-infinity";
    }
    StringBuilder text = new StringBuilder(32);
    long day = Math.floorDiv(micros, PostgresClock.MICROS_PER_DAY);
    boolean beforeChrist = date(text, day + PostgresClock.EPOCH_DAYS);
    time(text.append(' '), Math.floorMod(micros, PostgresClock.MICROS_PER_DAY));
    return era(text.append(zone), beforeChrist).toString();
  }

  /** Microseconds of a day, or 24:00:00. */
  static StringBuilder time(StringBuilder text, long micros) {
    long seconds = micros / PostgresClock.MICROS_PER_SECOND;
    Digits.append(text, seconds / 3600, 2);
    Digits.append(text.append(':'), seconds / 60 % 60, 2);
    Digits.append(text.append(':'), seconds % 60, 2);
    long fraction = micros % PostgresClock.MICROS_PER_SECOND;
    if (fraction > 0) {
      Digits.append(text.append('.'), fraction, 6);
      while (text.charAt(text.length() - 1) == '0') {
        text.setLength(text.length() - 1);
      }
    }
    return text;
  }

  /** Seconds east of Greenwich. */
  static StringBuilder zone(StringBuilder text, int seconds) {
    int size = Math.abs(seconds);
    Digits.append(text.append(seconds < 0 ? '-' : '+'), size / 3600, 2);
    if (size % 3600 != 0) {
      Digits.append(text.append(':'), size / 60 % 60, 2);
    }
    if (size % 60 != 0) {
      Digits.append(text.append(':'), size % 60, 2);
    }
    return text;
  }

  /** An interval with {@code IntervalStyle=postgres}; the infinities of the binary form too. */
  static String interval(int months, int days, long micros) {
    if (months == Integer.MAX_VALUE && days == Integer.MAX_VALUE && micros == Long.MAX_VALUE) {
      return "infinity";
    }
    if (months == Integer.MIN_VALUE && days == Integer.MIN_VALUE && micros == Long.MIN_VALUE) {
      return "-infinity";
    }
    StringBuilder text = new StringBuilder(40);
    boolean negative = part(text, false, months / 12, "year");
    negative = part(text, negative, months % 12, "mon");
    negative = part(text, negative, days, "day");
    if (text.isEmpty() || micros != 0) {
      text.append(text.isEmpty() ? "" : " ").append(micros < 0 ? "-" : negative ? "+" : "");
      clock(text, micros);
    }
    return text.toString();
  }

  /** Says a part that is not zero, with a sign where that before it had one. */
  private static boolean part(StringBuilder text, boolean negative, int count, String unit) {
    if (count == 0) {
      return negative;
    }
    text.append(text.isEmpty() ? "" : " ").append(negative && count > 0 ? "+" : "");
    text.append(count).append(' ').append(unit).append(count == 1 ? "" : "s");
    return count < 0;
  }

  /** Hours, as many as there are, minutes and seconds, without a sign. */
  private static void clock(StringBuilder text, long micros) {
    // What is below zero reaches further than what is above.
    long seconds = Math.abs(micros / PostgresClock.MICROS_PER_SECOND);
    long fraction = Math.abs(micros % PostgresClock.MICROS_PER_SECOND);
    long hours = seconds / 3600;
    text.append(hours < 10 ? "0" : "").append(hours);
    Digits.append(text.append(':'), seconds / 60 % 60, 2);
    Digits.append(text.append(':'), seconds % 60, 2);
    if (fraction > 0) {
      Digits.append(text.append('.'), fraction, 6);
      while (text.charAt(text.length() - 1) == '0') {
        text.setLength(text.length() - 1);
      }
    }
  }

  private static boolean date(StringBuilder text, long day) {
    LocalDate date = LocalDate.ofEpochDay(day);
    boolean beforeChrist = date.getYear() < 1;
    Digits.append(text, beforeChrist ? 1 - date.getYear() : date.getYear(), 4);
    Digits.append(text.append('-'), date.getMonthValue(), 2);
    Digits.append(text.append('-'), date.getDayOfMonth(), 2);
    return beforeChrist;
  }

  private static StringBuilder era(StringBuilder text, boolean beforeChrist) {
    return beforeChrist ? text.append(" BC") : text;
  }
}
