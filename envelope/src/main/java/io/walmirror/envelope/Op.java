package io.walmirror.envelope;

import java.util.Optional;

/** What happened to a row, in the one-letter codes of Debezium's envelope. */
public enum Op {
  CREATE("c"),
  UPDATE("u"),
  DELETE("d"),
  READ("r"),
  TRUNCATE("t"),
  MESSAGE("m");

  private final String code;

  Op(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }

  public static Optional<Op> ofCode(String code) {
    if (code.length() != 1) {
      return Optional.empty();
    }
    return switch (code.charAt(0)) {
      case 'c' -> Optional.of(CREATE);
      case 'u' -> Optional.of(UPDATE);
      case 'd' -> Optional.of(DELETE);
      case 'r' -> Optional.of(READ);
      case 't' -> Optional.of(TRUNCATE);
      case 'm' -> Optional.of(MESSAGE);
      default -> Optional.empty();
    };
  }
}
