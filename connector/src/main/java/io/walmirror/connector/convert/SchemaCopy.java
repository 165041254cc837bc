package io.walmirror.connector.convert;

import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/** A builder that has all of a schema that is built. */
final class SchemaCopy {

  private SchemaCopy() {}

  static SchemaBuilder of(Schema schema) {
    SchemaBuilder copy =
        switch (schema.type()) {
          case ARRAY -> SchemaBuilder.array(schema.valueSchema());
          case MAP -> SchemaBuilder.map(schema.keySchema(), schema.valueSchema());
          default -> SchemaBuilder.type(schema.type());
        };
    if (schema.type() == Schema.Type.STRUCT) {
      for (Field field : schema.fields()) {
        copy.field(field.name(), field.schema());
      }
    }
    if (schema.name() != null) {
      copy.name(schema.name());
    }
    if (schema.version() != null) {
      copy.version(schema.version());
    }
    if (schema.doc() != null) {
      copy.doc(schema.doc());
    }
    if (schema.parameters() != null) {
      copy.parameters(schema.parameters());
    }
    if (schema.isOptional()) {
      copy.optional();
    }
    if (schema.defaultValue() != null) {
      copy.defaultValue(schema.defaultValue());
    }
    return copy;
  }
}
