package io.walmirror.connector.signal;

/** A signal cannot be followed; the message names the field and the cure. */
public final class BadSignalException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String field;

  BadSignalException(String field, String problem) {
    super(field + " " + problem);
    this.field = field;
  }

  /** The field that is wrong. */
  public String field() {
    return field;
  }
}
