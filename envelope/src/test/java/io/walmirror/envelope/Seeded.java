package io.walmirror.envelope;

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

  static Position position(Random random) {
    return new Position(
        random.nextLong() & 0xffff_ffffL,
        spread(random),
        spread(random) & 0xff_ffff_ffffL,
        random.nextInt(16));
  }

  /** A name as odd as PostgreSQL allows: 1 to 63 characters, none of them NUL or a surrogate. */
  static String name(Random random) {
    int length = 1 + random.nextInt(random.nextInt(8) == 0 ? 63 : 6);
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < length; i++) {
      name.appendCodePoint(codePoint(random));
    }
    return name.toString();
  }

  private static int codePoint(Random random) {
    String odd = "0123456789eE.+-%_:,;\"'\\[]{}()<>/ \t\n#@!?*&=~`^|$uptrnNaIf";
    if (random.nextInt(3) > 0) {
      return odd.charAt(random.nextInt(odd.length()));
    }
    int any;
    do {
      any = 1 + random.nextInt(Character.MAX_CODE_POINT);
    } while (any >= Character.MIN_SURROGATE && any <= Character.MAX_SURROGATE);
    return any;
  }

  /** Numbers of every magnitude, not only huge ones. */
  private static long spread(Random random) {
    return random.nextLong() >>> random.nextInt(64);
  }
}
