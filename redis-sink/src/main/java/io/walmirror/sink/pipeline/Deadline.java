package io.walmirror.sink.pipeline;

import java.time.Duration;

/** A moment by which several steps together must be done. */
record Deadline(long nanos) {

  /** What a step gets at least, so that it can fail by itself and say why. */
  private static final int LEAST_MILLIS = 50;

  static Deadline in(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  int millisLeft() {
    return (int) Math.max(LEAST_MILLIS, (nanos - System.nanoTime()) / 1_000_000);
  }
}
