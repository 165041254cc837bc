package com.example.third;

import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Properties;
import org.apache.kafka.connect.data.SchemaBuilder;

/** Writes every timestamptz in the format that its option says. */
public final class Moments implements CustomConverter<SchemaBuilder, RelationalColumn> {

  private DateTimeFormatter format;

  @Override
  public void configure(Properties options) {
    format = DateTimeFormatter.ofPattern(options.getProperty("format"));
  }

  @Override
  public void converterFor(
      RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
    if (column.typeName().equals("timestamptz")) {
      registration.register(
          SchemaBuilder.string().name("com.example.Moment"),
          value -> value == null ? null : format.format((OffsetDateTime) value));
    }
  }
}
