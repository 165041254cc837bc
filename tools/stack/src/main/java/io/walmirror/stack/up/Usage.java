package io.walmirror.stack.up;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The options of {@code up} in words; the script prints the same file. */
final class Usage {

  private Usage() {}

  static String text() {
    try (InputStream text = Usage.class.getResourceAsStream("usage.txt")) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
