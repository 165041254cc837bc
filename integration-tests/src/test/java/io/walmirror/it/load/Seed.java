package io.walmirror.it.load;

import java.util.concurrent.ThreadLocalRandom;

/** The seed of this run: {@code -Dwalmirror.seed=…}, or a new one. */
public final class Seed {

  private Seed() {}

  /** Prints it, so that whoever reads of a failure can repeat it. */
  public static long of(Class<?> test) {
    Long given = Long.getLong("walmirror.seed");
    long seed = given == null ? ThreadLocalRandom.current().nextLong(1_000_000_000L) : given;
    System.out.printf(
        "%s: seed %d (repeat: -Dwalmirror.seed=%d)%n", test.getSimpleName(), seed, seed);
    return seed;
  }
}
