package io.walmirror.sink.text;

/** Debezium's timestamptz, an ISO string: written as a session whose TimeZone is UTC prints it. */
final class ZonedTimestampText implements ValueText {

  @Override
  public String text(Object value) {
    return IsoTexts.timestamp((String) value, true);
  }
}
