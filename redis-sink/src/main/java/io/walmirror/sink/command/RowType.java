package io.walmirror.sink.command;

/** What a row becomes in Redis. */
public enum RowType {
  /** A hash with a field for each column; its version is one of its fields. */
  HASH,
  /** A string that is a JSON document; its version is in a side key. */
  STRING,
  /** Nothing: whatever is under its key, somebody's cache of it, goes. */
  DELETE
}
