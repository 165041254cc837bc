package io.walmirror.sink.command;

/** What a row becomes in Redis. */
public enum RowType {
  /** A hash with a field for each column; its version is one of its fields. */
  HASH("hash"),
  /** A string that is a JSON document; its version is in a side key. */
  STRING("string"),
  /**
   * A native JSON document, of a module that not every server has; its version is in a side key.
   */
  JSON("ReJSON-RL"),
  /** Nothing: whatever is under its key, somebody's cache of it, goes. */
  DELETE("");

  private final String serverType;

  RowType(String serverType) {
    this.serverType = serverType;
  }

  /** What the server calls the type of such keys; empty where they may be of any. */
  public String serverType() {
    return serverType;
  }
}
