package io.walmirror.connector;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A moment between two looks at something that another process does. */
final class Pause {

  private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private Pause() {}

  static void briefly() {
    LockSupport.parkNanos(SHORTEST_NANOS);
  }

  /** As long as the look took that began then: looks take no more than half of a processor. */
  static void after(long beganNanos) {
    long took = System.nanoTime() - beganNanos;
    LockSupport.parkNanos(Math.max(SHORTEST_NANOS, Math.min(took, LONGEST_NANOS)));
  }
}
