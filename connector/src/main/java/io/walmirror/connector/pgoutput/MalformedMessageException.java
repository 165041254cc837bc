package io.walmirror.connector.pgoutput;

/** Bytes that are no pgoutput message. */
public final class MalformedMessageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public MalformedMessageException(String why) {
    super(why);
  }

  public MalformedMessageException(String why, Throwable cause) {
    super(why, cause);
  }
}
