package io.walmirror.sink.text;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;

/** The ISO 8601 strings of Debezium, rewritten as PostgreSQL prints the same value. */
final class IsoTexts {

  private static final int PLAIN_LENGTH = "2026-11-21T07:00:00".length();

  private IsoTexts() {}

  static String withoutZulu(String iso) {
    return iso.endsWith("Z") ? iso.substring(0, iso.length() - 1) : iso;
  }

  /** The same time of day with seconds, and without trailing zeros behind its decimal point. */
  static String trimmedFraction(String time) {
    if (time.length() == 5) {
      return time + ":00";
    }
    if (time.indexOf('.') < 0) {
      return time;
    }
    int end = time.length();
    while (time.charAt(end - 1) == '0') {
      end--;
    }
    return time.substring(0, time.charAt(end - 1) == '.' ? end - 1 : end);
  }

  /**
   * A timestamp. The form that nearly all have, {@code 2026-11-21T07:00:00.120000Z}, is cut and
   * pasted; years before 1 or beyond 9999, other zones and missing seconds are computed.
   */
  static String timestamp(String iso, boolean zoned) {
    if (iso.endsWith(CalendarText.INFINITY)) {
      return iso;
    }
    if (!isPlain(iso)) {
      return computed(iso, zoned);
    }
    int end = iso.length() - 1;
    if (end > PLAIN_LENGTH) {
      while (iso.charAt(end - 1) == '0') {
        end--;
      }
      if (iso.charAt(end - 1) == '.') {
        end--;
      }
    }
    StringBuilder text = new StringBuilder(29);
    text.append(iso, 0, 10).append(' ').append(iso, 11, end);
    return zoned ? text.append("+00").toString() : text.toString();
  }

  private static boolean isPlain(String iso) {
    int length = iso.length();
    return length > PLAIN_LENGTH
        && iso.charAt(length - 1) == 'Z'
        && iso.charAt(4) == '-'
        && iso.charAt(10) == 'T'
        && iso.charAt(16) == ':'
        && iso.charAt(0) != '-'
        && iso.charAt(0) != '+'
        && !iso.startsWith("0000")
        && (length == PLAIN_LENGTH + 1 || iso.charAt(PLAIN_LENGTH) == '.');
  }

  private static String computed(String iso, boolean zoned) {
    LocalDateTime local =
        zoned
            ? OffsetDateTime.parse(iso).withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime()
            : LocalDateTime.parse(withoutZulu(iso));
    LocalDate date = local.toLocalDate();
    StringBuilder text = new StringBuilder(32);
    CalendarText.date(text, date);
    text.append(' ');
    CalendarText.time(
        text, local.toLocalTime().toSecondOfDay(), local.get(ChronoField.NANO_OF_SECOND));
    if (zoned) {
      CalendarText.offset(text, 0);
    }
    CalendarText.era(text, date);
    return text.toString();
  }
}
