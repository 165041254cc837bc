package io.walmirror.sink.text;

import java.util.Date;

/** Timestamps without zone, counted from 1970 in the unit of the semantic type. */
enum TimestampText implements ValueText {
  MILLIS(1_000),
  MICROS(1_000_000),
  NANOS(1_000_000_000),
  /** Connect's logical Timestamp. */
  CONNECT(1_000) {
    @Override
    public String text(Object value) {
      return super.text(((Date) value).toInstant().toEpochMilli());
    }
  },
  /** Debezium's ISO string, which ends in a Z; infinities are far away there. */
  ISO(0) {
    @Override
    public String text(Object value) {
      return switch ((String) value) {
        case "+292278994-08-16T23:00:00Z" -> CalendarText.INFINITY;
        case "-292275055-05-16T23:00:00Z" -> CalendarText.MINUS_INFINITY;
        default -> IsoTexts.timestamp((String) value, false);
      };
    }
  };

  /** Infinite timestamps in milliseconds and microseconds; in nanoseconds they are the extremes. */
  private static final long INFINITY = 9_223_372_036_825_200_000L;

  private static final long MINUS_INFINITY = -9_223_372_036_832_400_000L;

  private final long unitsPerSecond;

  TimestampText(long unitsPerSecond) {
    this.unitsPerSecond = unitsPerSecond;
  }

  @Override
  public String text(Object value) {
    long units = ((Number) value).longValue();
    if (units == INFINITY || units == Long.MAX_VALUE) {
      return CalendarText.INFINITY;
    }
    if (units == MINUS_INFINITY || units == Long.MIN_VALUE) {
      return CalendarText.MINUS_INFINITY;
    }
    long nanos =
        Math.floorMod(units, unitsPerSecond) * (CalendarText.NANOS_PER_SECOND / unitsPerSecond);
    return CalendarText.timestamp(Math.floorDiv(units, unitsPerSecond), (int) nanos);
  }
}
