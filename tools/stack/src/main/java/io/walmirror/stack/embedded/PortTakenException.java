package io.walmirror.stack.embedded;

import io.walmirror.stack.process.StackException;

/** Somebody else listens at the port. */
final class PortTakenException extends StackException {
  private static final long serialVersionUID = 1;

  PortTakenException(String message) {
    super(message);
  }
}
