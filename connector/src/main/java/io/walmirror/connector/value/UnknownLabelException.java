package io.walmirror.connector.value;

/** A value of an enum that is not among the labels known so far; never shows the value. */
public final class UnknownLabelException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int typeOid;
  private final String label;

  UnknownLabelException(int typeOid, String label) {
    super("a label that the enum " + Integer.toUnsignedString(typeOid) + " was not known to have");
    this.typeOid = typeOid;
    this.label = label;
  }

  int typeOid() {
    return typeOid;
  }

  String label() {
    return label;
  }
}
