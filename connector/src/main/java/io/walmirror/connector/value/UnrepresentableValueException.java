package io.walmirror.connector.value;

/** A value that its column's schema cannot hold, with the setting that makes room for it. */
public final class UnrepresentableValueException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UnrepresentableValueException(String why) {
    super(why);
  }
}
