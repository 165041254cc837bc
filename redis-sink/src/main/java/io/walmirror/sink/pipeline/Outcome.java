package io.walmirror.sink.pipeline;

/** What became of a command: a closed set, decided from Redis' reply to that command. */
public sealed interface Outcome {

  Kind kind();

  /** The kinds, for switches that the compiler checks. */
  enum Kind {
    APPLIED,
    FENCED,
    REJECTED,
    UNKNOWN,
    NOT_NOW,
    NEVER
  }

  /** Redis did it. */
  record Applied(Effect effect) implements Outcome {
    static final Applied WHOLE = new Applied(Effect.WHOLE);

    /** What was done of it. */
    public enum Effect {
      /** All of it. */
      WHOLE,
      /** Its columns, but those that it left out met no row to be kept from. */
      INCOMPLETE,
      /** It is older than its row, but told columns that the row lacked. */
      CAUGHT_UP
    }

    @Override
    public Kind kind() {
      return Kind.APPLIED;
    }
  }

  /**
   * The key has seen something newer: fine, nothing was done.
   *
   * @param emptied whether what was newer is a TRUNCATE of the table
   */
  record Fenced(boolean emptied) implements Outcome {
    static final Fenced STALE = new Fenced(false);
    static final Fenced EMPTIED = new Fenced(true);

    @Override
    public Kind kind() {
      return Kind.FENCED;
    }
  }

  /** Redis refused this command and will refuse it again. */
  record Rejected(String code, String reason) implements Outcome {
    @Override
    public Kind kind() {
      return Kind.REJECTED;
    }
  }

  /** The answer was lost: it may have been done or not, and is to be repeated. */
  record Unknown(String reason) implements Outcome {
    @Override
    public Kind kind() {
      return Kind.UNKNOWN;
    }
  }

  /** Redis cannot take it now: to be repeated later, in the same order. */
  record NotNow(String code, String reason) implements Outcome {
    @Override
    public Kind kind() {
      return Kind.NOT_NOW;
    }
  }

  /** Nothing will get better by waiting: somebody has to change something. */
  record Never(String code, String reason, String cure) implements Outcome {
    @Override
    public Kind kind() {
      return Kind.NEVER;
    }
  }
}
