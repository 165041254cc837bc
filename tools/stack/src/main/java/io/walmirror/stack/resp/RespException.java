package io.walmirror.stack.resp;

/** Redis answered an error where none was expected. */
public final class RespException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String code;

  RespException(String command, RespError error) {
    super("Redis answered " + command + " with: " + error.text());
    this.code = error.code();
  }

  /** The error's first word, {@code WRONGTYPE}. */
  public String code() {
    return code;
  }
}
