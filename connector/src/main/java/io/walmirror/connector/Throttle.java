package io.walmirror.connector;

import java.time.Duration;

/** Keeps to a number of rows a second; zero is no limit. Used by one thread. */
final class Throttle {

  private static final long SECOND = 1_000_000_000L;

  private final long perSecond;
  private long dueNanos;
  private boolean begun;

  Throttle(long perSecond) {
    this.perSecond = perSecond;
  }

  /** How long to wait after so many more rows. */
  Duration after(int rows) {
    return after(rows, System.nanoTime());
  }

  Duration after(int rows, long nowNanos) {
    if (perSecond == 0) {
      return Duration.ZERO;
    }
    // Time in which there were no rows is not made up for.
    dueNanos = begun && dueNanos - nowNanos > 0 ? dueNanos : nowNanos;
    begun = true;
    dueNanos += (long) ((double) rows / perSecond * SECOND);
    return Duration.ofNanos(Math.max(0, dueNanos - nowNanos));
  }
}
