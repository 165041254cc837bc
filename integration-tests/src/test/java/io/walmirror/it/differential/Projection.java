package io.walmirror.it.differential;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * An event without what must differ: the connector's own clock, its version, and the columns that
 * are told of already.
 */
final class Projection {

  private static final Set<String> CLOCKS = Set.of("ts_ms", "ts_us", "ts_ns");
  private static final Set<String> ROWS = Set.of("before", "after");

  private final IdentityHashMap<Schema, Map<Set<String>, Schema>> schemas = new IdentityHashMap<>();

  Struct of(Struct event, Set<String> withoutColumns) {
    Schema schema =
        schemas
            .computeIfAbsent(event.schema(), any -> new HashMap<>())
            .computeIfAbsent(
                Set.copyOf(withoutColumns), columns -> envelope(event.schema(), columns));
    Struct made = new Struct(schema);
    for (Field field : schema.fields()) {
      Object value = event.getWithoutDefault(field.name());
      if (CLOCKS.contains(field.name())) {
        value = value == null ? null : 0L;
      } else if (ROWS.contains(field.name()) && value != null) {
        value = copy((Struct) value, field.schema());
      } else if (field.name().equals("source")) {
        value = source((Struct) value);
      }
      made.put(field.name(), value);
    }
    return made;
  }

  /** A source block without version, and with the default where a field is not set. */
  private static Struct source(Struct from) {
    Struct to = new Struct(from.schema());
    for (Field field : from.schema().fields()) {
      to.put(field, from.get(field));
    }
    return to.put("version", "0");
  }

  private static Struct copy(Struct from, Schema schema) {
    Struct to = new Struct(schema);
    for (Field field : schema.fields()) {
      to.put(field.name(), from.getWithoutDefault(field.name()));
    }
    return to;
  }

  private static Schema envelope(Schema schema, Set<String> without) {
    SchemaBuilder made = like(schema);
    for (Field field : schema.fields()) {
      if (ROWS.contains(field.name())) {
        SchemaBuilder row = like(field.schema());
        field.schema().fields().stream()
            .filter(column -> !without.contains(column.name()))
            .forEach(column -> row.field(column.name(), column.schema()));
        made.field(field.name(), row.build());
      } else {
        made.field(field.name(), field.schema());
      }
    }
    return made.build();
  }

  private static SchemaBuilder like(Schema schema) {
    SchemaBuilder made = SchemaBuilder.struct().name(schema.name()).doc(schema.doc());
    if (schema.version() != null) {
      made.version(schema.version());
    }
    if (schema.parameters() != null) {
      made.parameters(schema.parameters());
    }
    return schema.isOptional() ? made.optional() : made;
  }
}
