package io.walmirror.connector.record;

/** A column's values can be read in their text form alone, which the server must be asked for. */
public final class TextFormWantedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TextFormWantedException(String column, Throwable cause) {
    super(column + ": " + cause.getMessage(), cause);
  }
}
