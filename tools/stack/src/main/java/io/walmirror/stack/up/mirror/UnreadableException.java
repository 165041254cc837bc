package io.walmirror.stack.up.mirror;

/** One of the two stores could not be read, so nothing can be said about the mirror. */
public final class UnreadableException extends Exception {

  private static final long serialVersionUID = 1L;

  public UnreadableException(String message, Throwable cause) {
    super(message, cause);
  }
}
