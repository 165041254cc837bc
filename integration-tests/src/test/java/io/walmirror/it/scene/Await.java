package io.walmirror.it.scene;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for something to become true, with a deadline. */
public final class Await {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private Await() {}

  /** Waits until it is true; otherwise fails and says what was waited for. */
  public static void until(String what, BooleanSupplier reached) {
    until(what, reached, () -> "");
  }

  /** As {@link #until(String, BooleanSupplier)}, and says at the end how things are. */
  public static void until(String what, BooleanSupplier reached, Supplier<String> state) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not after " + LIMIT + ": " + what + " " + state.get());
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new AssertionError("interrupted while waiting for: " + what);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
