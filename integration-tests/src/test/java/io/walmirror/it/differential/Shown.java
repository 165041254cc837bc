package io.walmirror.it.differential;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** Schemas and values as a person reads them. */
final class Shown {

  private Shown() {}

  static String schema(Schema schema) {
    if (schema == null) {
      return "absent";
    }
    String text =
        switch (schema.type()) {
          case STRUCT ->
              schema.fields().stream()
                  .map(field -> field.name() + ":" + schema(field.schema()))
                  .collect(Collectors.joining(",", "{", "}"));
          case ARRAY -> "ARRAY<" + schema(schema.valueSchema()) + ">";
          case MAP ->
              "MAP<" + schema(schema.keySchema()) + "," + schema(schema.valueSchema()) + ">";
          default -> schema.type().toString();
        };
    return text
        + (schema.isOptional() ? "?" : "")
        + (schema.name() == null ? "" : " " + schema.name() + " v" + schema.version())
        + (schema.parameters() == null ? "" : " " + schema.parameters())
        + (schema.doc() == null ? "" : " '" + schema.doc() + "'")
        + (schema.defaultValue() == null ? "" : " default " + value(schema.defaultValue()));
  }

  static String value(Object value) {
    if (value instanceof Struct struct) {
      return struct.schema().fields().stream()
          .map(field -> field.name() + "=" + value(get(struct, field)))
          .collect(Collectors.joining(",", "{", "}"));
    }
    if (value instanceof ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      return value(copy);
    }
    if (value instanceof byte[] bytes) {
      return "0x" + HexFormat.of().formatHex(bytes);
    }
    if (value instanceof java.util.List<?> list) {
      return list.stream().map(Shown::value).collect(Collectors.joining(",", "[", "]"));
    }
    if (value instanceof java.util.Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> value(entry.getKey()) + "=" + value(entry.getValue()))
          .sorted()
          .collect(Collectors.joining(",", "map{", "}"));
    }
    return value == null ? "null" : value.getClass().getSimpleName() + " " + value;
  }

  private static Object get(Struct struct, Field field) {
    return struct.getWithoutDefault(field.name());
  }
}
