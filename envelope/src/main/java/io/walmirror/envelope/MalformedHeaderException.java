package io.walmirror.envelope;

import org.apache.kafka.connect.errors.DataException;

/** A header of ours that does not say what it must: the record is rejected, never guessed at. */
public final class MalformedHeaderException extends DataException {

  private static final long serialVersionUID = 1L;

  public MalformedHeaderException(String header, String why) {
    super("header " + header + ": " + why);
  }

  public MalformedHeaderException(String header, String why, Throwable cause) {
    super("header " + header + ": " + why, cause);
  }
}
