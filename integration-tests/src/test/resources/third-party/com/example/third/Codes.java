package com.example.third;

import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.util.Locale;
import java.util.Properties;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** Takes columns by their names: a code becomes upper case, a place a struct, a fragile one fails. */
public final class Codes implements CustomConverter<SchemaBuilder, RelationalColumn> {

  @Override
  public void configure(Properties options) {
    // There is nothing to say.
  }

  @Override
  public void converterFor(
      RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
    switch (column.name()) {
      case "code":
        registration.register(
            SchemaBuilder.string(),
            value -> value == null ? null : value.toString().toUpperCase(Locale.ROOT));
        break;
      case "place":
        SchemaBuilder place =
            SchemaBuilder.struct()
                .name("com.example.Place")
                .field("row", Schema.INT32_SCHEMA)
                .field("shelf", Schema.STRING_SCHEMA);
        registration.register(place, value -> place(place, value));
        break;
      case "fragile":
        registration.register(
            SchemaBuilder.int32(),
            value -> {
              if (value == null) {
                return 0;
              }
              throw new IllegalStateException("cannot read " + value);
            });
        break;
      default:
        break;
    }
  }

  private static Struct place(SchemaBuilder schema, Object value) {
    if (value == null) {
      return null;
    }
    String[] parts = value.toString().split("/");
    return new Struct(schema.build()).put("row", Integer.valueOf(parts[0])).put("shelf", parts[1]);
  }
}
