package io.walmirror.sink.row;

import io.walmirror.sink.row.TimeToLive.Commit;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;

/**
 * The moment that a column's value stands for: a timestamp is that moment, in UTC where it has no
 * time zone; an interval, or a number of seconds, counts from the commit.
 */
final class ColumnMoment {

  private static final String DEBEZIUM = "io.debezium.time.";

  private ColumnMoment() {}

  @SuppressWarnings("JavaUtilDate") // what Connect hands out
  static Expiry of(String column, Optional<Schema> schema, Object value, Commit commit) {
    String name = schema.map(Schema::name).orElse(null);
    if (value instanceof java.util.Date date) {
      return Expiry.at(date.getTime());
    }
    if (value instanceof Number number && name != null && name.startsWith(DEBEZIUM)) {
      return ofDebezium(column, name.substring(DEBEZIUM.length()), number.longValue(), commit);
    }
    try {
      if (value instanceof Number number) {
        return afterSeconds(column, new BigDecimal(number.toString()), commit);
      }
      if (value instanceof String text) {
        return ofText(column, text, commit);
      }
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      throw refused(column);
    }
    throw refused(column);
  }

  private static Expiry ofDebezium(String column, String kind, long value, Commit commit) {
    return switch (kind) {
      case "Timestamp" -> Expiry.at(value);
      case "MicroTimestamp" -> Expiry.at(Math.floorDiv(value, 1_000L));
      case "NanoTimestamp" -> Expiry.at(Math.floorDiv(value, 1_000_000L));
      case "MicroDuration" -> Expiry.at(commit.millis() + Math.floorDiv(value, 1_000L));
      default -> throw refused(column);
    };
  }

  private static Expiry ofText(String column, String text, Commit commit) {
    if (text.matches("-?\\d+(\\.\\d+)?")) {
      return afterSeconds(column, new BigDecimal(text), commit);
    }
    if (text.startsWith("P")) {
      return Expiry.at(afterInterval(text, commit));
    }
    if (text.equals("infinity") || text.matches("\\+?\\d{5,}-.*")) {
      return Expiry.NEVER;
    }
    if (text.startsWith("-")) {
      return Expiry.at(0);
    }
    String iso = text.replace(' ', 'T');
    boolean zoned = iso.endsWith("Z") || iso.substring(iso.indexOf('T') + 1).matches(".*[+-].*");
    Instant moment =
        zoned
            ? OffsetDateTime.parse(iso).toInstant()
            : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
    return Expiry.at(moment.toEpochMilli());
  }

  private static long afterInterval(String text, Commit commit) {
    int time = text.indexOf('T');
    String date = time < 0 ? text : text.substring(0, time);
    OffsetDateTime from = Instant.ofEpochMilli(commit.millis()).atOffset(ZoneOffset.UTC);
    OffsetDateTime moment = date.equals("P") ? from : from.plus(Period.parse(date));
    return (time < 0 ? moment : moment.plus(Duration.parse("P" + text.substring(time))))
        .toInstant()
        .toEpochMilli();
  }

  private static Expiry afterSeconds(String column, BigDecimal seconds, Commit commit) {
    if (!TimeToLive.isDuration(seconds)) {
      throw TimeToLive.refused(
          column,
          "holds a number that is too large to be seconds; where it is a timestamp, keep schemas"
              + " on the records, or set time.precision.mode=isostring at the source");
    }
    return Expiry.at(commit.plusSeconds(seconds));
  }

  private static RejectedRecordException refused(String column) {
    return TimeToLive.refused(
        column, "holds neither a timestamp nor an interval nor a number of seconds");
  }
}
