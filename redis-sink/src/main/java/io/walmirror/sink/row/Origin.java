package io.walmirror.sink.row;

import io.walmirror.envelope.TableName;
import java.util.Optional;
import java.util.OptionalLong;

/** What a row operation is about, apart from the row: its version, table, topic and time. */
public final class Origin {

  private static final long UNKNOWN = Long.MIN_VALUE;

  private final Version version;
  private final TableName table;
  private final String topic;
  private final long commitMillis;
  private final Expiry expiry;

  private Origin(Version version, TableName table, String topic, long commitMillis, Expiry expiry) {
    this.version = version;
    this.table = table;
    this.topic = topic;
    this.commitMillis = commitMillis;
    this.expiry = expiry;
  }

  static Origin of(Version version, Optional<TableName> table, String topic) {
    return new Origin(version, table.orElse(null), topic, UNKNOWN, null);
  }

  Origin committedAt(long epochMillis) {
    return new Origin(version, table, topic, epochMillis, expiry);
  }

  Origin expiringAt(Expiry moment) {
    return new Origin(version, table, topic, commitMillis, moment);
  }

  public Version version() {
    return version;
  }

  public Optional<TableName> table() {
    return Optional.ofNullable(table);
  }

  /** The topic of the record as the sink got it, after the transforms. */
  public String topic() {
    return topic;
  }

  /** When the row expires; nothing where its mapping leaves TTLs alone. */
  public Optional<Expiry> expiry() {
    return Optional.ofNullable(expiry);
  }

  /** When the change was committed in PostgreSQL, where the record says so. */
  public OptionalLong commitMillis() {
    return commitMillis == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(commitMillis);
  }
}
