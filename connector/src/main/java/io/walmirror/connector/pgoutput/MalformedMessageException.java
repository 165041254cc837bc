package io.walmirror.connector.pgoutput;

/** Bytes that are no pgoutput message, or a message where none of its kind belongs. */
public final class MalformedMessageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public MalformedMessageException(String why) {
    super(why);
  }

  /** {@code at} is the byte of the message at which it cannot be read further. */
  MalformedMessageException(String why, int at, int length, Throwable cause) {
    super(why + ", at byte " + at + " of " + length, cause);
  }
}
