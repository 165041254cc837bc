package io.walmirror.connector.value;

/** Bytes that are not a value of the type they were sent as. Never holds the value. */
public final class MalformedValueException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public MalformedValueException(String type, String why) {
    super(type + ": " + why);
  }

  public MalformedValueException(String type, String why, Throwable cause) {
    super(type + ": " + why, cause);
  }
}
