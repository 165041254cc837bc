package io.walmirror.connector.value;

/** A value came in a binary form that no codec reads; in its text form every value can be read. */
public final class NeedsTextException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public NeedsTextException(String type) {
    super("the type " + type + " is read in its text form alone", null, false, false);
  }
}
