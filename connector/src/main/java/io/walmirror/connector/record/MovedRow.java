package io.walmirror.connector.record;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** How a key is said to the server: as text, where its Connect form still has the whole value. */
final class MovedRow {

  private MovedRow() {}

  /**
   * The columns of a key, by their fields, and their texts; empty if one of them cannot be said.
   */
  static Map<String, String> keyText(Struct key, UnaryOperator<String> column) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Field field : key.schema().fields()) {
      String text = text(field.schema(), key.getWithoutDefault(field.name()));
      if (text == null) {
        return Map.of();
      }
      texts.put(column.apply(field.name()), text);
    }
    return texts;
  }

  private static String text(Schema schema, Object value) {
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    if (value instanceof String text) {
      return text;
    }
    // A number with a name counts days or microseconds.
    boolean plain = schema.name() == null;
    return plain && (value instanceof Number || value instanceof Boolean) ? value.toString() : null;
  }
}
