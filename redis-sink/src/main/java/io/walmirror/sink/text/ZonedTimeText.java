package io.walmirror.sink.text;

import java.time.ZoneOffset;

/** Debezium's timetz, an ISO string with a Z or an offset; 24:00:00 is a time. */
final class ZonedTimeText implements ValueText {

  @Override
  public String text(Object value) {
    String iso = (String) value;
    int zone = Math.max(iso.indexOf('Z'), Math.max(iso.indexOf('+'), iso.indexOf('-')));
    if (zone < 0) {
      return IsoTexts.trimmedFraction(iso);
    }
    StringBuilder text = new StringBuilder(24);
    text.append(IsoTexts.trimmedFraction(iso.substring(0, zone)));
    CalendarText.offset(text, ZoneOffset.of(iso.substring(zone)).getTotalSeconds());
    return text.toString();
  }
}
