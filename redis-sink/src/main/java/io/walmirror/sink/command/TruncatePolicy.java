package io.walmirror.sink.command;

/** What a TRUNCATE does to a table's keys. */
public enum TruncatePolicy {
  /** They go. */
  APPLY,
  /** They stay. */
  IGNORE,
  /** They stay, and the record is rejected. */
  FAIL
}
