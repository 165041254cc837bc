package io.walmirror.bench.result;

/** A contender did not do what it was measured at. */
public final class WrongResultException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public WrongResultException(String message) {
    super(message);
  }
}
