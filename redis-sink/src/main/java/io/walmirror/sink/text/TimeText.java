package io.walmirror.sink.text;

import java.util.Date;

/** Times of day without zone, counted from midnight in the unit of the semantic type. */
enum TimeText implements ValueText {
  MILLIS(1_000_000),
  MICROS(1_000),
  NANOS(1),
  /** Connect's logical Time. */
  CONNECT(1_000_000) {
    @Override
    public String text(Object value) {
      return super.text(((Date) value).toInstant().toEpochMilli());
    }
  },
  /** Debezium's ISO string, which ends in a Z. */
  ISO(0) {
    @Override
    public String text(Object value) {
      return IsoTexts.trimmedFraction(IsoTexts.withoutZulu((String) value));
    }
  };

  private final long nanosPerUnit;

  TimeText(long nanosPerUnit) {
    this.nanosPerUnit = nanosPerUnit;
  }

  @Override
  public String text(Object value) {
    long nanos = ((Number) value).longValue() * nanosPerUnit;
    StringBuilder text = new StringBuilder(15);
    CalendarText.time(
        text, nanos / CalendarText.NANOS_PER_SECOND, (int) (nanos % CalendarText.NANOS_PER_SECOND));
    return text.toString();
  }
}
