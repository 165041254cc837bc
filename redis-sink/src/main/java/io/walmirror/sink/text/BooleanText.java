package io.walmirror.sink.text;

/** Booleans: {@code true} and {@code false} alone, {@code t} and {@code f} in an array. */
final class BooleanText implements ValueText {

  @Override
  public String text(Object value) {
    return value.toString();
  }

  @Override
  public String element(Object value) {
    return Boolean.TRUE.equals(value) ? "t" : "f";
  }
}
