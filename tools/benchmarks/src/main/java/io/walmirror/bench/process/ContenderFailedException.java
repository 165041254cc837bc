package io.walmirror.bench.process;

/** A contender's process ended, or said nothing, before it had done its round. */
public final class ContenderFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ContenderFailedException(String message) {
    super(message);
  }

  public ContenderFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
