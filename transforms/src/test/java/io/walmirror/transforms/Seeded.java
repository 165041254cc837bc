package io.walmirror.transforms;

import java.util.Random;

/** Random input whose seed is printed; {@code -Dseed=…} plays the same input again. */
final class Seeded {

  private static final long SEED =
      Long.getLong("seed", System.nanoTime() ^ ProcessHandle.current().pid());

  private Seeded() {}

  static Random random(String test) {
    System.out.println(test + ": seed=" + SEED);
    return new Random(SEED);
  }
}
