package io.walmirror.sink.text;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Intervals in PostgreSQL's default style ({@code 1 year 2 mons -3 days +04:05:06.78}).
 *
 * <p>Debezium's ISO string keeps all three parts. Its microseconds do not: months and days are
 * folded into time there, so only an interval of time alone comes out as it was.
 */
enum IntervalText implements ValueText {
  ISO {
    @Override
    public String text(Object value) {
      String iso = (String) value;
      Matcher parts = PARTS.matcher(iso);
      if (!parts.matches()) {
        return iso;
      }
      BigDecimal seconds =
          parts.group(6) == null ? BigDecimal.ZERO : new BigDecimal(parts.group(6));
      long micros =
          number(parts, 4) * MICROS_PER_HOUR
              + number(parts, 5) * MICROS_PER_MINUTE
              + seconds.movePointRight(6).longValue();
      return of(number(parts, 1), number(parts, 2), number(parts, 3), micros);
    }
  },
  MICROS {
    @Override
    public String text(Object value) {
      return of(0, 0, 0, ((Number) value).longValue());
    }
  };

  private static final Pattern PARTS =
      Pattern.compile(
          "P(?:(-?\\d+)Y)?(?:(-?\\d+)M)?(?:(-?\\d+)D)?"
              + "(?:T(?:(-?\\d+)H)?(?:(-?\\d+)M)?(?:(-?\\d+(?:\\.\\d+)?)S)?)?");

  private static final long MICROS_PER_HOUR = 3_600_000_000L;
  private static final long MICROS_PER_MINUTE = 60_000_000L;

  private static long number(Matcher parts, int group) {
    return parts.group(group) == null ? 0 : Long.parseLong(parts.group(group));
  }

  static String of(long years, long months, long days, long micros) {
    StringBuilder text = new StringBuilder(40);
    boolean negative = part(text, years, "year", false);
    negative = part(text, months, "mon", negative);
    negative = part(text, days, "day", negative);
    if (micros == 0 && text.length() > 0) {
      return text.toString();
    }
    if (text.length() > 0) {
      text.append(' ');
    }
    if (micros < 0) {
      text.append('-');
    } else if (negative) {
      text.append('+');
    }
    long size = Math.abs(micros);
    long hours = size / MICROS_PER_HOUR;
    if (hours < 10) {
      text.append('0');
    }
    text.append(hours).append(':');
    CalendarText.two(text, (int) (size / MICROS_PER_MINUTE % 60));
    text.append(':');
    CalendarText.two(text, (int) (size / 1_000_000 % 60));
    CalendarText.fraction(text, (int) (size % 1_000_000 * 1_000));
    return text.toString();
  }

  /** Appends a part that is not zero; says whether the last part written is negative. */
  private static boolean part(StringBuilder text, long value, String unit, boolean afterNegative) {
    if (value == 0) {
      return afterNegative;
    }
    if (text.length() > 0) {
      text.append(' ');
    }
    if (afterNegative && value > 0) {
      text.append('+');
    }
    text.append(value).append(' ').append(unit);
    if (value != 1) {
      text.append('s');
    }
    return value < 0;
  }
}
