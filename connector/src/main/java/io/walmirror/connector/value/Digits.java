package io.walmirror.connector.value;

import java.nio.charset.StandardCharsets;

/** Decimal numbers written in ASCII. */
final class Digits {

  private Digits() {}

  static long parse(String type, byte[] bytes, int at, int length) {
    try {
      return Long.parseLong(new String(bytes, at, length, StandardCharsets.ISO_8859_1));
    } catch (NumberFormatException e) {
      throw new MalformedValueException(type, "not a whole number in 64 bits", e);
    }
  }

  /** Writes {@code value} with at least {@code width} digits, zeros in front. */
  static void append(StringBuilder text, long value, int width) {
    long limit = 1;
    for (int i = 1; i < width; i++) {
      limit *= 10;
    }
    for (; limit > 1 && value < limit; limit /= 10) {
      text.append('0');
    }
    text.append(value);
  }
}
