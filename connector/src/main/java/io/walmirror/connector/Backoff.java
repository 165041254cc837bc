package io.walmirror.connector;

import java.time.Duration;

/** Waits that double from the shortest to the longest until something worked. */
final class Backoff {

  private final Duration shortest;
  private final Duration longest;
  private Duration next;
  private int tries;

  Backoff(Duration shortest, Duration longest) {
    this.shortest = shortest;
    this.longest = longest;
    this.next = shortest;
  }

  Duration next() {
    Duration wait = next;
    tries++;
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(longest) > 0 ? longest : doubled;
    return wait;
  }

  /** True on the first try and then ever more seldom, so that an outage does not fill the log. */
  boolean worthSaying() {
    return Integer.bitCount(tries) == 1;
  }

  void reset() {
    next = shortest;
    tries = 0;
  }
}
