package io.walmirror.sink.text;

import java.time.LocalDate;

/** Dates and times of day in PostgreSQL's ISO style, appended to a text piece by piece. */
final class CalendarText {

  static final String INFINITY = "infinity";
  static final String MINUS_INFINITY = "-infinity";
  static final long NANOS_PER_SECOND = 1_000_000_000L;
  static final long SECONDS_PER_DAY = 86_400;

  private CalendarText() {}

  /** The date without its era; {@link #era} follows at the text's very end. */
  static void date(StringBuilder text, LocalDate date) {
    int year = date.getYear() > 0 ? date.getYear() : 1 - date.getYear();
    for (int limit = 1000; limit > year && limit > 1; limit /= 10) {
      text.append('0');
    }
    text.append(year).append('-');
    two(text, date.getMonthValue());
    text.append('-');
    two(text, date.getDayOfMonth());
  }

  static void era(StringBuilder text, LocalDate date) {
    if (date.getYear() <= 0) {
      text.append(" BC");
    }
  }

  /** The time of day; 24:00:00 is one, as in PostgreSQL. */
  static void time(StringBuilder text, long secondOfDay, int nanos) {
    two(text, (int) (secondOfDay / 3600));
    text.append(':');
    two(text, (int) (secondOfDay / 60 % 60));
    text.append(':');
    two(text, (int) (secondOfDay % 60));
    fraction(text, nanos);
  }

  /** A fraction of a second without trailing zeros, or nothing. */
  static void fraction(StringBuilder text, int nanos) {
    if (nanos == 0) {
      return;
    }
    text.append('.');
    int rest = nanos;
    for (int place = 100_000_000; rest > 0; place /= 10) {
      text.append((char) ('0' + rest / place));
      rest %= place;
    }
  }

  /** A zone's offset: {@code +02}, {@code +05:30}, {@code -00:00:30}. */
  static void offset(StringBuilder text, int seconds) {
    int size = Math.abs(seconds);
    text.append(seconds < 0 ? '-' : '+');
    two(text, size / 3600);
    if (size % 3600 != 0) {
      text.append(':');
      two(text, size / 60 % 60);
    }
    if (size % 60 != 0) {
      text.append(':');
      two(text, size % 60);
    }
  }

  static void two(StringBuilder text, int number) {
    if (number < 10) {
      text.append('0');
    }
    text.append(number);
  }

  /** A date and time of day, counted from 1970-01-01 00:00:00. */
  static String timestamp(long epochSecond, int nanos) {
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(epochSecond, SECONDS_PER_DAY));
    StringBuilder text = new StringBuilder(29);
    date(text, date);
    text.append(' ');
    time(text, Math.floorMod(epochSecond, SECONDS_PER_DAY), nanos);
    era(text, date);
    return text.toString();
  }
}
