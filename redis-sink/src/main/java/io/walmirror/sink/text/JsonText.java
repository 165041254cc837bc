package io.walmirror.sink.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.walmirror.envelope.ArrayShape;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * Nested values as compact JSON: numbers, booleans and nulls as JSON has them, everything else as
 * the text that its schema gives it.
 */
final class JsonText implements ValueText {

  static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  private final Schema schema;

  /** For values of this schema, or, with null, for values that have none. */
  JsonText(Schema schema) {
    this.schema = schema;
  }

  @Override
  public String text(Object value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      write(json, schema, value, JsonObject.Numbers.NATIVE);
    } catch (IOException e) {
      throw new UncheckedIOException("writing JSON into memory", e);
    }
    return text.toString();
  }

  static void write(JsonGenerator json, Schema schema, Object value, JsonObject.Numbers numbers)
      throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Struct struct && !ValueTexts.hasOwnText(struct.schema())) {
      json.writeStartObject();
      for (Field field : struct.schema().fields()) {
        json.writeFieldName(field.name());
        write(json, field.schema(), struct.getWithoutDefault(field.name()), numbers);
      }
      json.writeEndObject();
    } else if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.writeFieldName(String.valueOf(entry.getKey()));
        write(json, schema == null ? null : schema.valueSchema(), entry.getValue(), numbers);
      }
      json.writeEndObject();
    } else if (value instanceof DimensionedArray array) {
      Schema element = schema == null ? null : schema.valueSchema();
      writeDimension(json, element, array.iterator(), array.shape(), 0, numbers);
    } else if (value instanceof Collection<?> items && !ValueTexts.hasOwnText(schema)) {
      json.writeStartArray();
      for (Object item : items) {
        write(json, schema == null ? null : schema.valueSchema(), item, numbers);
      }
      json.writeEndArray();
    } else {
      writeScalar(json, schema, value, numbers);
    }
  }

  private static void writeDimension(
      JsonGenerator json,
      Schema element,
      Iterator<?> items,
      ArrayShape shape,
      int dimension,
      JsonObject.Numbers numbers)
      throws IOException {
    json.writeStartArray();
    for (int i = 0; i < shape.dimensions().get(dimension).size(); i++) {
      if (dimension + 1 < shape.dimensions().size()) {
        writeDimension(json, element, items, shape, dimension + 1, numbers);
      } else {
        write(json, element, items.next(), numbers);
      }
    }
    json.writeEndArray();
  }

  private static void writeScalar(
      JsonGenerator json, Schema schema, Object value, JsonObject.Numbers numbers)
      throws IOException {
    if (ValueTexts.isNumberOfAnyScale(schema)) {
      writeScalar(json, null, NumberText.anyScale((Struct) value), numbers);
    } else if (numbers == JsonObject.Numbers.STRING && isBeyondDouble(value)) {
      json.writeString(
          value instanceof BigDecimal number ? number.toPlainString() : value.toString());
    } else if (ValueTexts.hasOwnText(schema) && !(value instanceof BigDecimal)) {
      json.writeString(ValueTexts.of(schema).text(value));
    } else if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else if (value instanceof BigDecimal number) {
      json.writeNumber(number);
    } else if (value instanceof BigInteger number) {
      json.writeNumber(number);
    } else if (value instanceof Float number) {
      json.writeNumber(number);
    } else if (value instanceof Double number) {
      json.writeNumber(number);
    } else if (value instanceof JsonNumber number) {
      json.writeNumber(number.toString());
    } else if (value instanceof Number number) {
      json.writeNumber(number.longValue());
    } else {
      json.writeString(
          schema == null ? UntypedText.scalar(value) : ValueTexts.of(schema).text(value));
    }
  }

  /** Whether a double might not hold it: every numeric, and integers beyond 2^53. */
  private static boolean isBeyondDouble(Object value) {
    return value instanceof BigDecimal
        || value instanceof BigInteger
        || (value instanceof JsonNumber number && number.isBeyondDouble())
        || (value instanceof Long number && (number > 1L << 53 || number < -(1L << 53)));
  }
}
