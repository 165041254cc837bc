package io.walmirror.stack.rest;

/** A worker refused a request, or could not be reached. */
public final class RestException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;

  RestException(String request, int status, String message) {
    super(request + " was answered " + status + ": " + message);
    this.status = status;
  }

  RestException(String request, Throwable cause) {
    super(request + " was not answered: " + cause, cause);
    this.status = 0;
  }

  RestException(String message) {
    super(message);
    this.status = 0;
  }

  /** The HTTP status, or 0 when there was no answer. */
  public int status() {
    return status;
  }
}
