package io.walmirror.it.latency;

import java.util.Arrays;
import java.util.List;

/** How long many changes took. */
record Latency(int count, double perSecond, double p50Millis, double p99Millis, double maxMillis) {

  static Latency of(long[] nanos, long duringNanos) {
    if (nanos.length == 0) {
      throw new AssertionError("there was no change to measure");
    }
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return new Latency(
        sorted.length,
        sorted.length * 1e9 / duringNanos,
        sorted[sorted.length / 2] / 1e6,
        sorted[(int) ((sorted.length - 1) * 0.99)] / 1e6,
        sorted[sorted.length - 1] / 1e6);
  }

  /**
   * The 99th percentile of the window in the middle, by it: what a noisy moment does not change.
   */
  static double usualP99Millis(List<Latency> windows) {
    double[] sorted = windows.stream().mapToDouble(Latency::p99Millis).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  @Override
  public String toString() {
    return String.format(
        "p50 %.1f, p99 %.1f, max %.1f ms of %d changes (%.0f/s)",
        p50Millis, p99Millis, maxMillis, count, perSecond);
  }
}
