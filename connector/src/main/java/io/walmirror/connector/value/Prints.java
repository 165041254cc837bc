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
