package io.walmirror.connector.value;

import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/** A codec whose values are changed before anybody sees them. */
final class MappedCodec implements Codec {

  private final Codec codec;
  private final ColumnMapping mapping;
  private final boolean texts;

  MappedCodec(Codec codec, ColumnMapping mapping) {
    this.codec = codec;
    this.mapping = mapping;
    Schema schema = codec.schema().build();
    if (!mapping.reaches(schema)) {
      throw new IllegalArgumentException("values of " + schema.type() + " would stay as they are");
    }
    this.texts = ColumnMapping.isTexts(schema);
  }

  @Override
  public SchemaBuilder schema() {
    SchemaBuilder schema = codec.schema();
    mapping.describe(schema);
    return schema;
  }

  @Override
  public Codec forSchema(Schema schema) {
    return new MappedCodec(codec.forSchema(schema), mapping);
  }

  @Override
  public Object binary(byte[] bytes, int at, int length) {
    return mapped(codec.binary(bytes, at, length));
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    return mapped(codec.text(bytes, at, length));
  }

  @Override
  public Object zero() {
    return mapped(codec.zero());
  }

  @Override
  public Object ofNull() {
    return mapped(null);
  }

  @Override
  public Object unavailable(String placeholder) {
    Object stand = codec.unavailable(placeholder);
    return stand == null ? null : mapped(stand);
  }

  @Override
  public List<Object> unavailableElements(String placeholder) {
    return codec.unavailableElements(placeholder);
  }

  private Object mapped(Object value) {
    return texts ? mapping.applyToArray((List<?>) value) : mapping.apply(value);
  }
}
