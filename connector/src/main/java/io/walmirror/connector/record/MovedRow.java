package io.walmirror.connector.record;

import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.connector.pgoutput.Tuple;
import io.walmirror.connector.pgoutput.TupleReader;
import io.walmirror.connector.value.Codec;
import io.walmirror.connector.value.Codecs;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * How a key is said to the server: as PostgreSQL prints it, which the server sent or which is made
 * of what it sent; else by its Connect form, where that still has the whole value.
 */
final class MovedRow {

  private MovedRow() {}

  /** The columns of a row's key and their texts; empty if one of them cannot be said. */
  static Map<String, String> keyText(TablePlan plan, Struct key, Tuple tuple, Codecs codecs) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String column : plan.keyColumns()) {
      Field field = key.schema().field(plan.fields().field(column));
      int place = plan.fields().place(field.name());
      Object value = key.getWithoutDefault(field.name());
      String text =
          sent(tuple, place, plan.relation().columns().get(place), codecs)
              .orElseGet(() -> text(field.schema(), value));
      if (text == null) {
        return Map.of();
      }
      texts.put(column, text);
    }
    return texts;
  }

  private static Optional<String> sent(
      Tuple tuple, int place, Relation.Column column, Codecs codecs) {
    TupleReader reader = tuple.reader();
    byte kind = reader.next();
    for (int i = 0; i < place; i++) {
      kind = reader.next();
    }
    return switch (kind) {
      case Tuple.TEXT ->
          Optional.of(Codec.string(reader.bytes(), reader.valueAt(), reader.valueLength()));
      case Tuple.BINARY ->
          codecs.print(column.typeOid(), reader.bytes(), reader.valueAt(), reader.valueLength());
      default -> Optional.empty();
    };
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
