package io.walmirror.connector.assemble;

/**
 * How much of open transactions is kept in memory, and where the rest goes; {@code folder} is null
 * where the server is never asked to send open transactions.
 */
public record Buffering(long memoryBytes, SpillFolder folder) {

  /** Open transactions stay with the server. */
  public static final Buffering NONE = new Buffering(0, null);
}
