package io.walmirror.connector.wire;

import java.time.Duration;

/**
 * What is asked of the walsender: which slot, which publication, values in binary or in text, and
 * whether transactions are sent while they are open; and how often it is told our status.
 */
public record StreamRequest(
    String slot, String publication, boolean binary, Streaming streaming, Duration status) {

  /** Whether transactions are sent before they commit. */
  public enum Streaming {
    OFF,
    ON,
    PARALLEL
  }

  /** The fingerprint that offsets keep: other options may number changes otherwise. */
  public String fingerprint() {
    return "messages=true,origin=any,publication=" + publication;
  }

  public StreamRequest inText() {
    return new StreamRequest(slot, publication, false, streaming, status);
  }

  public StreamRequest committedOnly() {
    return new StreamRequest(slot, publication, binary, Streaming.OFF, status);
  }
}
