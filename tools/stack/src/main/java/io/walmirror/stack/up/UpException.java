package io.walmirror.stack.up;

/** {@code up} cannot go on: the message says what happened, where, and what to do. */
final class UpException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  UpException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  UpException(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
