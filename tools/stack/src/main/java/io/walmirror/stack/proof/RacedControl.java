package io.walmirror.stack.proof;

import java.util.function.Predicate;
import java.util.function.Supplier;

/** A negative control whose fault shows only where a race goes one way. */
public final class RacedControl {

  private static final int TRIES = 20;

  private RacedControl() {}

  /** Runs it until its fault shows; what the last run gave, with the fault or without. */
  public static <T> T until(Predicate<? super T> fault, Supplier<? extends T> run) {
    T seen = run.get();
    for (int tried = 1; tried < TRIES && !fault.test(seen); tried++) {
      seen = run.get();
    }
    return seen;
  }
}
