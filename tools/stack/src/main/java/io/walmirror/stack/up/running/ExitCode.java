package io.walmirror.stack.up.running;

/** With what the commands end: public API. An interrupted one ends with 130, or 143 for SIGTERM. */
public final class ExitCode {

  /** Done, and true. */
  public static final int DONE = 0;

  /** A check found something wrong, or a server refused what it was asked. */
  public static final int WRONG = 1;

  /** The command was not understood. */
  public static final int USAGE = 2;

  /** Something needed could not be started or reached. */
  public static final int UNREACHABLE = 3;

  private ExitCode() {}
}
