package com.example.third;

import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.util.Properties;
import org.apache.kafka.connect.data.SchemaBuilder;

/** Takes every column but keys, and tells in its schema and its values what it was asked and given. */
public final class Recorder implements CustomConverter<SchemaBuilder, RelationalColumn> {

  private String except;

  @Override
  public void configure(Properties options) {
    except = options.getProperty("except");
  }

  @Override
  public void converterFor(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
    if (column.name().equals(except)) {
      return;
    }
    SchemaBuilder schema =
        SchemaBuilder.string()
            .name("com.example.Recorded")
            .parameter("of", column.dataCollection() + "." + column.name())
            .parameter("jdbc", Integer.toString(column.jdbcType()))
            .parameter("native", Integer.toString(column.nativeType()))
            .parameter("type", column.typeName())
            .parameter("expression", column.typeExpression())
            .parameter("length", column.length().toString())
            .parameter("scale", column.scale().toString())
            .parameter("optional", Boolean.toString(column.isOptional()))
            .parameter("charset", String.valueOf(column.charsetName()));
    registration.register(schema, Recorder::shown);
  }

  private static String shown(Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof byte[]) {
      return "bytes " + java.util.HexFormat.of().formatHex((byte[]) value);
    }
    String text = value.toString().replaceFirst("^java.lang.Object@.*", "an object of its own");
    return value.getClass().getName() + " " + text;
  }
}
