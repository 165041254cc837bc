package io.walmirror.stack.process;

/** Something of the stack cannot be had: the message says what, where, and what to do. */
public class StackException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StackException(String message) {
    super(message);
  }

  public StackException(String message, Throwable cause) {
    super(message, cause);
  }
}
