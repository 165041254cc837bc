package io.walmirror.it.monitor;

/** A command that must not be. */
public record Violation(Kind kind, String key, String before, String after) {

  /** In what way. */
  public enum Kind {
    /** An older version over a newer one. */
    VERSION_WENT_BACK,
    /** An older row over a newer one, or over its deletion, by the row's own revision. */
    ROW_WENT_BACK,
    /** A version that is none. */
    NO_VERSION,
    /** A command that the check does not know, so that it cannot vouch for it. */
    UNKNOWN_COMMAND
  }
}
