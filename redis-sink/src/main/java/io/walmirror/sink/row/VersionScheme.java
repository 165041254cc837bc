package io.walmirror.sink.row;

import io.walmirror.envelope.Position;
import java.util.Arrays;
import java.util.Locale;

/**
 * The kinds of versions that Redis may hold. Each begins with a letter of its own and has a fixed
 * width, so that byte order is order, and versions of unlike schemes are told apart and never
 * compared.
 */
public enum VersionScheme {
  /** Our positions. */
  POSITION('p', Position.TEXT_LENGTH),
  /** Debezium's sequence: generation, last commit's LSN, LSN. */
  DEBEZIUM('d', 1 + 8 + 16 + 16),
  /** Kafka's: generation, partition, offset of the original record. */
  OFFSET('k', 1 + 8 + 8 + 16);

  /** What the schemes are called in settings and in Redis. */
  public static final String NAMES = "position, debezium, offset";

  private final char letter;
  private final int length;

  VersionScheme(char letter, int length) {
    this.letter = letter;
    this.length = length;
  }

  /** The scheme of that name. */
  public static VersionScheme named(String name) {
    return Arrays.stream(values())
        .filter(scheme -> scheme.text().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("is none of " + NAMES));
  }

  public char letter() {
    return letter;
  }

  /** The length of every version's text. */
  public int length() {
    return length;
  }

  /** The name in settings and in Redis. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
