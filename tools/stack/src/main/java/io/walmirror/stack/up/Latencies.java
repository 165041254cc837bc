package io.walmirror.stack.up;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** How long changes took, over a sliding window of time. Safe for use by several threads. */
final class Latencies {

  private record Measured(long at, Duration latency) {}

  /** How many there were, and what half and 99 % of them stayed below. */
  record Summary(int count, Duration median, Duration p99) {}

  private final long window;
  private final Deque<Measured> measured = new ArrayDeque<>();

  Latencies(Duration window) {
    this.window = window.toNanos();
  }

  /** Adds one that ended at that moment of the clock of nanoseconds. */
  synchronized void add(long now, Duration latency) {
    measured.addLast(new Measured(now, latency));
    forget(now);
  }

  /** Those of the window that ends now; zero durations where there are none. */
  synchronized Summary summary(long now) {
    forget(now);
    List<Duration> sorted = measured.stream().map(Measured::latency).sorted().toList();
    return new Summary(sorted.size(), rank(sorted, 0.50), rank(sorted, 0.99));
  }

  private void forget(long now) {
    while (!measured.isEmpty() && now - measured.peekFirst().at() > window) {
      measured.removeFirst();
    }
  }

  /** The smallest one that so many of all do not exceed. */
  private static Duration rank(List<Duration> sorted, double share) {
    if (sorted.isEmpty()) {
      return Duration.ZERO;
    }
    return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
  }
}
