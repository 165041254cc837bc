package io.walmirror.sink.text;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** Structs as Debezium's events have them. */
final class EventStructs {

  private EventStructs() {}

  /** A struct of these fields, named below {@code io.debezium}. */
  static Struct struct(String name, Object... namesAndValues) {
    SchemaBuilder schema = SchemaBuilder.struct().name("io.debezium." + name).version(1);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      schema.field((String) namesAndValues[i], schema(namesAndValues[i + 1]));
    }
    Struct struct = new Struct(schema.build());
    for (int i = 0; i < namesAndValues.length; i += 2) {
      struct.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return struct;
  }

  private static Schema schema(Object value) {
    if (value instanceof Struct struct) {
      return struct.schema();
    }
    if (value instanceof Map<?, ?>) {
      return value instanceof LinkedHashMap<?, ?>
          ? SchemaBuilder.map(Schema.INT32_SCHEMA, Schema.FLOAT64_SCHEMA).build()
          : SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).build();
    }
    if (value instanceof byte[]) {
      return Schema.BYTES_SCHEMA;
    }
    if (value instanceof String) {
      return Schema.STRING_SCHEMA;
    }
    if (value instanceof Double) {
      return Schema.FLOAT64_SCHEMA;
    }
    return value instanceof Long ? Schema.INT64_SCHEMA : Schema.INT32_SCHEMA;
  }

  static Struct structured(String name, Object... namesAndValues) {
    return struct("time.Structured" + name, namesAndValues);
  }

  /** A polygon of one ring. */
  static Struct polygon(String type, double... points) {
    return geometry(3, type, "", points);
  }

  static Struct geometry(int kind, String type, String closed, double... points) {
    boolean ring = kind == 3;
    byte[] wellKnown = new byte[5 + (ring ? 8 : 4) + 8 * points.length];
    ByteBuffer write = ByteBuffer.wrap(wellKnown).order(ByteOrder.LITTLE_ENDIAN);
    write.put((byte) 1).putInt(kind);
    if (ring) {
      write.putInt(1);
    }
    write.putInt(points.length / 2);
    for (double number : points) {
      write.putDouble(number);
    }
    return struct(
        "data.geometry.Geometry",
        "wkb",
        wellKnown,
        "extensions",
        Map.of("type", type, "closed", closed));
  }

  static Struct circle(double x, double y, double radius) {
    return struct(
        "data.geometry.Circle",
        "center",
        struct("data.geometry.Point", "x", x, "y", y),
        "radius",
        radius);
  }

  static Struct sparseVector(int dimensions, int first, double one, int second, double other) {
    Map<Integer, Double> elements = new LinkedHashMap<>();
    elements.put(first, one);
    elements.put(second, other);
    return struct("data.SparseDoubleVector", "dimensions", dimensions, "vector", elements);
  }
}
