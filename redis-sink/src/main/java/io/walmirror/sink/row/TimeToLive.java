package io.walmirror.sink.row;

import io.walmirror.envelope.HeaderTexts;
import io.walmirror.envelope.MalformedHeaderException;
import io.walmirror.sink.row.RowOperation.Upsert;
import java.math.BigDecimal;
import java.util.Optional;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Until when rows are kept: for some time from their commit, or until the moment that a column
 * names. Always a moment, never "from now on", so that applying a row again neither extends its
 * life nor brings it back. A record's header outranks both.
 */
public final class TimeToLive {

  /** The header that says how many seconds one row is kept; 0 is for ever. */
  public static final String HEADER = "redis.key.ttl";

  /** Whatever is longer is no duration, but a moment in a unit that nobody named: 31 years. */
  private static final BigDecimal MOST_SECONDS = BigDecimal.valueOf(1_000_000_000);

  private final BigDecimal seconds;
  private final Optional<String> column;

  private TimeToLive(BigDecimal seconds, Optional<String> column) {
    this.seconds = seconds;
    this.column = column;
  }

  /** Reads the setting: seconds, or the name of a column as <code>${column}</code>. */
  public static TimeToLive parse(String text) {
    if (text.startsWith("${") && text.endsWith("}") && text.length() > 3) {
      return new TimeToLive(BigDecimal.ZERO, Optional.of(text.substring(2, text.length() - 1)));
    }
    if (!text.matches("\\d{1,9}")) {
      throw new IllegalArgumentException(
          "is neither a number of seconds nor a column, such as ${expires_at}");
    }
    return new TimeToLive(new BigDecimal(text), Optional.empty());
  }

  /** The operation with the moment at which its row expires. */
  public RowOperation limit(SinkRecord record, RowOperation operation) {
    if (!(operation instanceof Upsert upsert)) {
      return operation;
    }
    Origin origin = upsert.origin().expiringAt(expiry(record, upsert));
    return new Upsert(origin, upsert.key(), upsert.row(), upsert.unchanged());
  }

  private Expiry expiry(SinkRecord record, Upsert upsert) {
    Commit commit = new Commit(record, upsert.origin());
    Header header = record.headers().lastWithName(HEADER);
    if (header != null) {
      return after(seconds(record, header), commit);
    }
    return column.isPresent() ? ofColumn(column.get(), upsert, commit) : after(seconds, commit);
  }

  private static Expiry after(BigDecimal seconds, Commit commit) {
    return seconds.signum() == 0 ? Expiry.NEVER : Expiry.at(commit.plusSeconds(seconds));
  }

  /** A header converter may have taken the text for a number. */
  private static BigDecimal seconds(SinkRecord record, Header header) {
    try {
      Object value = header.value();
      String text =
          value instanceof Number
              ? value.toString()
              : HeaderTexts.read(record.headers(), HEADER).orElseThrow();
      BigDecimal seconds = new BigDecimal(text);
      if (seconds.signum() >= 0 && seconds.compareTo(MOST_SECONDS) <= 0) {
        return seconds;
      }
    } catch (NumberFormatException e) {
      throw new MalformedHeaderException(HEADER, "no number of seconds", e);
    }
    throw new MalformedHeaderException(HEADER, "not between 0 and " + MOST_SECONDS + " seconds");
  }

  private static Expiry ofColumn(String name, Upsert upsert, Commit commit) {
    Row row = upsert.row();
    Columns columns = row.columns();
    boolean present = columns.contains(name);
    Object value = present ? row.value(columns.place(name)) : null;
    if (upsert.unchanged().contains(name) || (value != null && row.isUnavailable(value))) {
      throw refused(name, "did not change and was not sent; set REPLICA IDENTITY FULL");
    }
    if (!present && !columns.isSchemaless()) {
      throw refused(name, "is none of the row's; correct redis.key.ttl");
    }
    if (value == null) {
      return Expiry.NEVER;
    }
    return ColumnMoment.of(name, columns.schema(columns.place(name)), value, commit);
  }

  static RejectedRecordException refused(String column, String why) {
    return new RejectedRecordException(
        Refusal.TTL, "the column " + column + " of redis.key.ttl " + why);
  }

  /** When a row was committed, for whom asks. */
  record Commit(SinkRecord record, Origin origin) {

    long millis() {
      if (origin.commitMillis().isPresent()) {
        return origin.commitMillis().getAsLong();
      }
      if (record.timestamp() == null) {
        throw new RejectedRecordException(
            Refusal.TTL,
            "the record has neither an envelope nor a timestamp, so that nobody knows from when on"
                + " its TTL counts; use a column that holds the moment in redis.key.ttl");
      }
      return record.timestamp();
    }

    long plusSeconds(BigDecimal seconds) {
      return millis() + seconds.movePointRight(3).longValue();
    }
  }

  static boolean isDuration(BigDecimal seconds) {
    return seconds.abs().compareTo(MOST_SECONDS) <= 0;
  }
}
