package io.walmirror.sink.metrics;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How many values were at most 1, 2, 5, 10 and so on. Written by one thread, read by any. */
final class Histogram {

  private static final long[] BOUNDS = {
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000
  };

  private final LongAdder[] counts = new LongAdder[BOUNDS.length + 1];

  Histogram() {
    Arrays.setAll(counts, any -> new LongAdder());
  }

  void add(long value) {
    int place = Arrays.binarySearch(BOUNDS, value);
    counts[place < 0 ? -place - 1 : place].increment();
  }

  /** For each bound how many values were at most that, and {@code inf} for all. */
  Map<String, Long> upTo() {
    Map<String, Long> upTo = new LinkedHashMap<>();
    long sum = 0;
    for (int i = 0; i < counts.length; i++) {
      sum += counts[i].sum();
      upTo.put(i < BOUNDS.length ? String.valueOf(BOUNDS[i]) : "inf", sum);
    }
    return upTo;
  }
}
