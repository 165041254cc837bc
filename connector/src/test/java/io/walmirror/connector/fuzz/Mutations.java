package io.walmirror.connector.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes bytes that nobody sent out of bytes that somebody did. */
public final class Mutations {

  private static final int[] LENGTHS = {
    -1,
    0,
    1,
    0xffff,
    0x7fff,
    0x10000,
    1 << 20,
    Integer.MAX_VALUE,
    Integer.MAX_VALUE - 7,
    Integer.MIN_VALUE,
    0x3fff_ffff
  };

  private final Random random;

  public Mutations(Random random) {
    this.random = random;
  }

  /** Other bytes than these; pieces of {@code others} may be in them. */
  public byte[] of(byte[] whole, List<byte[]> others) {
    byte[] bytes = whole;
    for (int times = 1 + random.nextInt(3); times > 0; times--) {
      bytes =
          switch (random.nextInt(8)) {
            case 0, 1, 2 -> withByte(bytes);
            case 3 -> withLength(bytes);
            case 4 -> Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            case 5 -> spliced(bytes, others.get(random.nextInt(others.size())));
            case 6 -> without(bytes);
            default -> repeated(bytes);
          };
    }
    return bytes;
  }

  private byte[] withByte(byte[] bytes) {
    byte[] mutated = bytes.clone();
    if (mutated.length > 0) {
      int at = random.nextInt(mutated.length);
      mutated[at] =
          (byte)
              (random.nextBoolean() ? random.nextInt(256) : mutated[at] ^ (1 << random.nextInt(8)));
    }
    return mutated;
  }

  /** A length, or what may be taken for one, that promises much or nothing. */
  private byte[] withLength(byte[] bytes) {
    byte[] mutated = bytes.clone();
    if (mutated.length >= 4) {
      int at = random.nextInt(mutated.length - 3);
      int length = LENGTHS[random.nextInt(LENGTHS.length)];
      for (int i = 0; i < 4; i++) {
        mutated[at + i] = (byte) (length >>> (24 - 8 * i));
      }
    }
    return mutated;
  }

  private byte[] spliced(byte[] bytes, byte[] other) {
    int head = random.nextInt(bytes.length + 1);
    int tail = random.nextInt(other.length + 1);
    byte[] mutated = Arrays.copyOf(bytes, head + other.length - tail);
    System.arraycopy(other, tail, mutated, head, other.length - tail);
    return mutated;
  }

  private byte[] without(byte[] bytes) {
    int from = random.nextInt(bytes.length + 1);
    int to = from + random.nextInt(Math.min(9, bytes.length - from + 1));
    byte[] mutated = Arrays.copyOf(bytes, bytes.length - (to - from));
    System.arraycopy(bytes, to, mutated, from, bytes.length - to);
    return mutated;
  }

  private byte[] repeated(byte[] bytes) {
    int from = random.nextInt(bytes.length + 1);
    int to = from + random.nextInt(Math.min(17, bytes.length - from + 1));
    byte[] mutated = Arrays.copyOf(bytes, bytes.length + to - from);
    System.arraycopy(bytes, from, mutated, to, bytes.length - from);
    return mutated;
  }
}
