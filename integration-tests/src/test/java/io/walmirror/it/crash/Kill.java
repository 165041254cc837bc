package io.walmirror.it.crash;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * A kill that was done.
 *
 * @param phases every one that it was right before
 * @param sight what was seen right before
 */
record Kill(int number, Strike strike, Set<Phase> phases, Sight sight) {

  @Override
  public String toString() {
    String aim = strike.aim() == null ? "at any moment" : "aimed at " + strike.aim();
    String hit = phases.stream().map(Phase::toString).collect(Collectors.joining(" + "));
    return String.format(
        "kill %2d, %s, %s: hit %s", number, strike.victim(), aim, hit.isEmpty() ? "no phase" : hit);
  }
}
