package io.walmirror.it.crash;

import java.util.EnumSet;
import java.util.Set;

/**
 * What is seen of a stream at one moment.
 *
 * @param figures the worker's, null where it does not answer
 * @param storedEndLsn what the stored offset covers
 * @param storedMillisAgo how long ago that offset was written
 * @param spillFileBytes in files of the spill folder
 * @param large the large transaction of that moment
 */
record Sight(
    Figures figures,
    long storedEndLsn,
    long storedMillisAgo,
    long spillFileBytes,
    LargeTransaction.State large) {

  boolean isSeen() {
    return figures != null;
  }

  /** Every phase that it is. */
  Set<Phase> phases(Sight before) {
    Set<Phase> phases = EnumSet.noneOf(Phase.class);
    if (isSeen()) {
      for (Phase phase : Phase.values()) {
        if (phase.holds(before, this)) {
          phases.add(phase);
        }
      }
    }
    return phases;
  }
}
