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

  private Origin(Version version, TableName table, String topic, long commitMillis) {
    this.version = version;
    this.table = table;
    this.topic = topic;
    this.commitMillis = commitMillis;
  }

  static Origin of(Version version, Optional<TableName> table, String topic) {
    return new Origin(version, table.orElse(null), topic, UNKNOWN);
  }

  Origin committedAt(long epochMillis) {
    return new Origin(version, table, topic, epochMillis);
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

  /** When the change was committed in PostgreSQL, where the record says so. */
  public OptionalLong commitMillis() {
    return commitMillis == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(commitMillis);
  }
}
