package io.walmirror.stack.proof;

import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What has to be seen once, of something that does not always show it: the fault of a negative
 * control that is a race, a time that nothing else on the machine made longer.
 */
public final class Tries {

  private static final int MOST = 20;

  private Tries() {}

  /** Runs it until that is seen, twenty times at most; what the last run gave. */
  public static <T> T until(Predicate<? super T> seen, Supplier<? extends T> run) {
    return until(MOST, seen, run);
  }

  /** The same, so many times at most. */
  public static <T> T until(int most, Predicate<? super T> seen, Supplier<? extends T> run) {
    T result = run.get();
    for (int tried = 1; tried < most && !seen.test(result); tried++) {
      result = run.get();
    }
    return result;
  }
}
