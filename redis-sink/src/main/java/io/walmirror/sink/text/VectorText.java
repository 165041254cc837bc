package io.walmirror.sink.text;

import java.util.Collection;
import java.util.stream.Collectors;

/** A pgvector vector, whose elements are float4: {@code [1,2.5]}. */
final class VectorText implements ValueText {

  @Override
  public String text(Object value) {
    return ((Collection<?>) value)
        .stream()
            .map(item -> FloatText.of(((Number) item).floatValue()))
            .collect(Collectors.joining(",", "[", "]"));
  }
}
