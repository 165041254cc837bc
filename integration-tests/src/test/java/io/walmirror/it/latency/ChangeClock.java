package io.walmirror.it.latency;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * When each change was committed and when it was in Redis, by its number. A change is a row's new
 * number; the rows take turns, so that the number tells the row. Any thread.
 */
final class ChangeClock {

  private final AtomicLongArray committed;
  private final AtomicLongArray seen;

  ChangeClock(int most) {
    this.committed = new AtomicLongArray(most);
    this.seen = new AtomicLongArray(most);
  }

  int most() {
    return committed.length();
  }

  void committed(int number) {
    committed.set(number, System.nanoTime());
  }

  void seen(int number, long nanos) {
    seen.set(number, nanos);
  }

  /** The latencies of the changes that were committed from there on, and before that moment. */
  Latency between(long fromNanos, long toNanos) {
    long[] nanos = new long[committed.length()];
    int count = 0;
    for (int i = 0; i < nanos.length; i++) {
      long at = committed.get(i);
      if (at != 0 && seen.get(i) != 0 && at - fromNanos >= 0 && at - toNanos < 0) {
        // It may be in Redis before the writer hears that it is committed.
        nanos[count++] = Math.max(0, seen.get(i) - at);
      }
    }
    return Latency.of(Arrays.copyOf(nanos, count), toNanos - fromNanos);
  }

  /** The same for each of the windows of that length that fit in between, or for all as one. */
  List<Latency> windows(long fromNanos, long toNanos, long windowNanos) {
    List<Latency> windows = new ArrayList<>();
    for (long end = fromNanos + windowNanos; end - toNanos <= 0; end += windowNanos) {
      windows.add(between(end - windowNanos, end));
    }
    return windows.isEmpty() ? List.of(between(fromNanos, toNanos)) : windows;
  }
}
