package io.walmirror.sink.text;

import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Struct;

/** Structs of a few numbers, as PostgreSQL and pgvector print them. */
enum ShapeText implements ValueText {
  CIRCLE {
    @Override
    String of(Struct struct) {
      Struct center = struct.getStruct("center");
      return "<"
          + GeometryText.point(center.getFloat64("x"), center.getFloat64("y"))
          + ","
          + FloatText.of(struct.getFloat64("radius"))
          + ">";
    }
  },
  LINE {
    @Override
    String of(Struct struct) {
      return "{"
          + FloatText.of(struct.getFloat64("a"))
          + ","
          + FloatText.of(struct.getFloat64("b"))
          + ","
          + FloatText.of(struct.getFloat64("c"))
          + "}";
    }
  },
  /** Its elements are float4. */
  SPARSE_VECTOR {
    @Override
    String of(Struct struct) {
      Map<Number, Number> elements = struct.getMap("vector");
      return elements.entrySet().stream()
          .map(each -> each.getKey() + ":" + FloatText.of(each.getValue().floatValue()))
          .collect(Collectors.joining(",", "{", "}/" + struct.get("dimensions")));
    }
  };

  @Override
  public String text(Object value) {
    return of((Struct) value);
  }

  abstract String of(Struct struct);
}
