package io.walmirror.sink.text;

import org.apache.kafka.connect.data.Struct;

/** A geometric point: {@code (1.5,2)}. */
final class PointText implements ValueText {

  @Override
  public String text(Object value) {
    Struct point = (Struct) value;
    return "("
        + FloatText.of(point.getFloat64("x"))
        + ","
        + FloatText.of(point.getFloat64("y"))
        + ")";
  }
}
