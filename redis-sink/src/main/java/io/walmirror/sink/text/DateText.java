package io.walmirror.sink.text;

import java.time.LocalDate;
import java.util.Date;

/** Dates: days since 1970 (Debezium's) or midnights (Connect's). */
enum DateText implements ValueText {
  EPOCH_DAY {
    @Override
    public String text(Object value) {
      return of(((Number) value).longValue());
    }
  },
  CONNECT {
    @Override
    public String text(Object value) {
      return of(
          Math.floorDiv(
              ((Date) value).toInstant().toEpochMilli(), CalendarText.SECONDS_PER_DAY * 1000));
    }
  },
  /** Debezium's ISO string, which ends in a Z. */
  ISO {
    @Override
    public String text(Object value) {
      String text = (String) value;
      if (text.endsWith(CalendarText.INFINITY)) {
        return text;
      }
      return of(LocalDate.parse(IsoTexts.withoutZulu(text)).toEpochDay());
    }
  };

  /** What an infinite date becomes: a day beyond all dates, or one counted from 1970 in 32 bits. */
  private static final long INFINITY = 2_146_033_979L;

  private static final long WRAPPED_INFINITY = -2_147_472_692L;

  private static final long MINUS_INFINITY = -2_147_472_691L;

  private static String of(long epochDay) {
    if (epochDay == INFINITY || epochDay == WRAPPED_INFINITY) {
      return CalendarText.INFINITY;
    }
    if (epochDay == MINUS_INFINITY) {
      return CalendarText.MINUS_INFINITY;
    }
    LocalDate date = LocalDate.ofEpochDay(epochDay);
    StringBuilder text = new StringBuilder(13);
    CalendarText.date(text, date);
    CalendarText.era(text, date);
    return text.toString();
  }
}
