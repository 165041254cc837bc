package io.walmirror.sink.row;

import io.walmirror.envelope.Envelope;
import io.walmirror.envelope.HeaderTexts;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Versions out of the events of Debezium's connector: the LSN of the last commit before the change
 * and the change's own, which together rise where either alone does not. From the envelope's source
 * block, or from the headers into which Debezium's transform puts it where it takes the envelope
 * off.
 */
final class DebeziumVersions implements VersionSource {

  private static final String SEQUENCE_HEADER = "__source_sequence";
  private static final String LSN_HEADER = "__source_lsn";

  /** {@code ["<last commit or null>","<LSN>"]}, in decimal digits. */
  private static final Pattern SEQUENCE =
      Pattern.compile("\\[\\s*(?:null|\"(\\d{1,19})\")\\s*,\\s*\"(\\d{1,19})\"\\s*]");

  private static final HexFormat HEX = HexFormat.of();

  private final long generation;

  DebeziumVersions(long generation) {
    this.generation = generation;
  }

  @Override
  public Version version(SinkRecord record) {
    Optional<Envelope> envelope = Envelope.of(record.value());
    Optional<String> sequence =
        envelope.isPresent()
            ? envelope.get().source("sequence").map(Object::toString)
            : header(record, SEQUENCE_HEADER);
    if (sequence.isPresent()) {
      return ofSequence(sequence.get());
    }
    Optional<String> lsn =
        envelope.isPresent()
            ? envelope.get().source("lsn").map(Object::toString)
            : header(record, LSN_HEADER);
    long only = number(lsn.orElseThrow(DebeziumVersions::missing));
    return version(only, only);
  }

  /**
   * The header's text; Connect's default header converter makes numbers and lists of such texts.
   */
  private static Optional<String> header(SinkRecord record, String name) {
    Header header = record.headers().lastWithName(name);
    if (header == null || header.value() == null) {
      return Optional.empty();
    }
    if (header.value() instanceof Number number) {
      return Optional.of(number.toString());
    }
    if (header.value() instanceof List<?> parts && parts.size() == 2) {
      String commit = parts.get(0) == null ? "null" : "\"" + parts.get(0) + "\"";
      return Optional.of("[" + commit + ",\"" + parts.get(1) + "\"]");
    }
    return HeaderTexts.read(record.headers(), name);
  }

  private Version ofSequence(String sequence) {
    Matcher parts = SEQUENCE.matcher(sequence);
    if (!parts.matches()) {
      throw new DataException("the event's sequence is not of the form [\"commit\",\"lsn\"]");
    }
    long lsn = number(parts.group(2));
    return version(parts.group(1) == null ? lsn : number(parts.group(1)), lsn);
  }

  private Version version(long commit, long lsn) {
    return new Version(
        VersionScheme.DEBEZIUM,
        VersionScheme.DEBEZIUM.letter()
            + HEX.toHexDigits(generation, 8)
            + HEX.toHexDigits(commit)
            + HEX.toHexDigits(lsn));
  }

  private static long number(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw new DataException("the event's log position is no number of 64 bits");
    }
  }

  private static RejectedRecordException missing() {
    return new RejectedRecordException(
        Refusal.NO_VERSION,
        "redis.version=debezium, but the record has neither an envelope with source.lsn nor the"
            + " headers "
            + SEQUENCE_HEADER
            + " and "
            + LSN_HEADER
            + ". A bare tombstone has none: set tombstones.on.delete=false at the source. Behind"
            + " ExtractNewRecordState set add.headers=source.sequence,source.lsn. Or use"
            + " redis.version=offset, which every record has");
  }
}
