package io.walmirror.connector.signal;

import java.util.Locale;

/** Where signals come from, by the words of {@code signal.enabled.channels}. */
public enum SignalChannel {
  /** Rows that are inserted into a table. */
  SOURCE,
  /** Logical messages in the stream. */
  MESSAGE,
  /** A topic. */
  KAFKA,
  /** A file on the worker. */
  FILE,
  /** An operation of an MBean. */
  JMX;

  /** The setting's word. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
