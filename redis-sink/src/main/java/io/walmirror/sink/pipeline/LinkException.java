package io.walmirror.sink.pipeline;

/**
 * No working connection could be made: what that means for what was to be sent, and at which step.
 */
final class LinkException extends Exception {

  private static final long serialVersionUID = 1L;

  /** The steps of making a connection. */
  enum Step {
    CONNECT,
    LOG_IN,
    SELECT_DATABASE,
    LOAD_SCRIPT
  }

  private final Step step;
  private final transient Outcome outcome;

  LinkException(Step step, Outcome outcome, Throwable cause) {
    super(outcome.toString(), cause);
    this.step = step;
    this.outcome = outcome;
  }

  LinkException(Step step, Outcome outcome) {
    this(step, outcome, null);
  }

  Step step() {
    return step;
  }

  Outcome outcome() {
    return outcome;
  }
}
