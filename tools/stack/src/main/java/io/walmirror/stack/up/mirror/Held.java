package io.walmirror.stack.up.mirror;

import java.util.Map;

/** What Redis holds under a key. */
public sealed interface Held {

  /** Nothing. */
  record Nothing() implements Held {}

  /** A hash, without Walmirror's own field. */
  record Hash(Map<String, String> fields) implements Held {
    public Hash {
      fields = Map.copyOf(fields);
    }
  }

  /** Something that is no hash. */
  record Other() implements Held {}
}
