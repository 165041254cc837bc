package io.walmirror.sink.text;

/**
 * How the values of one column are written: as PostgreSQL prints them. Never given a null.
 * Implementations are immutable and safe for any thread.
 */
@FunctionalInterface
public interface ValueText {

  String text(Object value);

  default Bytes bytes(Object value) {
    return Bytes.of(text(value));
  }

  /** The same value as an element of an array, before quoting. */
  default String element(Object value) {
    return text(value);
  }
}
