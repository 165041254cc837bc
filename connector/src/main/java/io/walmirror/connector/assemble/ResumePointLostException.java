package io.walmirror.connector.assemble;

/** The transaction that was half delivered does not hold the change to go on after. */
public final class ResumePointLostException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ResumePointLostException(String why) {
    super(why);
  }
}
