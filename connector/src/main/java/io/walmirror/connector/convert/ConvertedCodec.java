package io.walmirror.connector.convert;

import io.debezium.spi.converter.CustomConverter;
import io.walmirror.connector.value.Codec;
import io.walmirror.connector.value.NeedsTextException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.errors.DataException;

/**
 * A column whose form a converter decides. The converter is given what Debezium gives it, which is
 * made of the server's text: rows come in text once a table has such a column.
 */
final class ConvertedCodec implements Codec {

  private final String column;
  private final String who;
  private final Schema schema;
  private final CustomConverter.Converter converter;
  private final Function<String, Object> handed;

  /** {@code handed} makes of a text what the converter is given. */
  ConvertedCodec(
      String column,
      String who,
      Schema schema,
      CustomConverter.Converter converter,
      Function<String, Object> handed) {
    this.column = column;
    this.who = who;
    this.schema = schema;
    this.converter = converter;
    this.handed = handed;
  }

  @Override
  public SchemaBuilder schema() {
    return SchemaCopy.of(schema);
  }

  @Override
  public Codec forSchema(Schema own) {
    return new ConvertedCodec(column, who, own, converter, handed);
  }

  @Override
  public Object binary(byte[] bytes, int at, int length) {
    throw new NeedsTextException("of " + column + ", which a converter changes,");
  }

  @Override
  public boolean prefersText() {
    return true;
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    return converted(handed.apply(Codec.string(bytes, at, length)));
  }

  @Override
  public Object ofNull() {
    return converted(null);
  }

  @Override
  public Object zero() {
    return Zeros.of(schema);
  }

  /** Never shown to the converter, which could not tell it from a value. */
  @Override
  public Object unavailable(String placeholder) {
    if (schema.type() == Schema.Type.STRING) {
      return placeholder;
    }
    return schema.type() == Schema.Type.BYTES && schema.name() == null
        ? ByteBuffer.wrap(placeholder.getBytes(StandardCharsets.UTF_8))
        : null;
  }

  @Override
  public List<Object> unavailableElements(String placeholder) {
    return null;
  }

  private Object converted(Object value) {
    Object result;
    try {
      result = converter.convert(value);
    } catch (RuntimeException | LinkageError e) {
      throw new ConverterFailedException(
          who
              + " failed with "
              + e.getClass().getName()
              + " at a value of "
              + column
              + (value == null
                  ? ", which was null: it stands for NULL and for what the server did not send"
                  : ", which was a " + value.getClass().getName())
              + "; mend the converter, or let it leave this column alone",
          ConverterFailedException.withoutMessage(e));
    }
    if (result != null) {
      check(result);
    }
    return result;
  }

  private void check(Object result) {
    try {
      ConnectSchema.validateValue(null, schema, result);
    } catch (DataException e) {
      throw new ConverterFailedException(
          who
              + " made a "
              + result.getClass().getName()
              + " for "
              + column
              + ", which its own schema "
              + schema.type()
              + (schema.name() == null ? "" : " " + schema.name())
              + " does not allow; mend the converter, or let it leave this column alone",
          ConverterFailedException.withoutMessage(e));
    }
  }
}
