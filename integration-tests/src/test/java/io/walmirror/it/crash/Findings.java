package io.walmirror.it.crash;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What was found wrong. Safe for use by several threads. */
final class Findings {

  private static final int EXAMPLES = 5;

  /** The ways to be wrong. */
  enum Kind {
    /** A change of the log is not in its topic. */
    MISSING,
    /** A record is in a topic that no change of the log explains at its place. */
    UNEXPECTED,
    /** A record of something that was rolled back. */
    ROLLED_BACK,
    /** The first deliveries of one key's changes are not in the order of the log. */
    OUT_OF_ORDER,
    /** A change came at another position than before, or than its commit has. */
    MOVED,
    /** The slot was confirmed further than a stored offset covers. */
    CONFIRMED_TOO_FAR,
    /** A stored offset covers less than one before it. */
    STORED_WENT_BACK,
    /** The source did not come to the end. */
    STUCK
  }

  private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
  private final List<String> examples = new ArrayList<>();

  synchronized void add(Kind kind, String what) {
    if (counts.merge(kind, 1, Integer::sum) <= EXAMPLES) {
      examples.add(kind + ": " + what);
    }
  }

  synchronized boolean has(Kind kind) {
    return counts.containsKey(kind);
  }

  /** The first few of each kind. */
  synchronized List<String> examples() {
    return List.copyOf(examples);
  }

  /** How many of each kind. */
  @Override
  public synchronized String toString() {
    return counts.isEmpty()
        ? "nothing wrong"
        : counts.entrySet().stream()
            .map(each -> each.getKey() + " " + each.getValue())
            .collect(Collectors.joining(", "));
  }
}
