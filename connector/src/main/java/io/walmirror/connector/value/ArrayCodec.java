package io.walmirror.connector.value;

import io.walmirror.envelope.ArrayShape;
import io.walmirror.envelope.EnvelopeFields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * An array, any element of which may be NULL: a list of its elements, and a {@link ShapedArray}
 * where it has several dimensions or another numbering.
 */
final class ArrayCodec implements Codec {

  private static final int HEADER = 12;
  private static final int DIMENSION = 8;

  private final Codec element;

  ArrayCodec(Codec element) {
    this.element = element;
  }

  @Override
  public SchemaBuilder schema() {
    SchemaBuilder schema = SchemaBuilder.array(element.schema().optional().build());
    boolean usual = element.delimiter() == ',';
    return usual
        ? schema
        : schema.parameter(EnvelopeFields.ARRAY_DELIMITER, Character.toString(element.delimiter()));
  }

  @Override
  public Codec forSchema(Schema schema) {
    return new ArrayCodec(element.forSchema(schema.valueSchema()));
  }

  @Override
  public Object binary(byte[] bytes, int at, int length) {
    if (length < HEADER) {
      throw malformed("a header of 12 bytes expected");
    }
    int dimensions = Bytes.int4(bytes, at);
    if (dimensions == 0) {
      return List.of();
    }
    int end = at + length;
    int next = at + HEADER + DIMENSION * dimensions;
    if (dimensions < 0 || dimensions > ArrayShape.MOST || next > end) {
      throw malformed("no room for its " + dimensions + " dimensions");
    }
    ArrayShape shape = shape(bytes, at + HEADER, dimensions);
    if (shape.elements() > (end - next) / 4) {
      throw malformed("more elements than it has room for");
    }
    int size = (int) shape.elements();
    List<Object> values = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      if (end - next < 4) {
        throw malformed("it ends inside an element");
      }
      int elementLength = Bytes.int4(bytes, next);
      next += 4;
      if (elementLength < -1 || elementLength > end - next) {
        throw malformed("it ends inside an element");
      }
      if (elementLength < 0) {
        values.add(null);
      } else {
        values.add(element.binary(bytes, next, elementLength));
        next += elementLength;
      }
    }
    if (next != end) {
      throw malformed("bytes after its last element");
    }
    return ShapedArray.of(values, shape);
  }

  private static ArrayShape shape(byte[] bytes, int at, int dimensions) {
    List<ArrayShape.Dimension> shape = new ArrayList<>(dimensions);
    for (int i = at; i < at + DIMENSION * dimensions; i += DIMENSION) {
      int size = Bytes.int4(bytes, i);
      if (size < 1) {
        throw malformed("a dimension of " + size + " elements");
      }
      shape.add(new ArrayShape.Dimension(Bytes.int4(bytes, i + 4), size));
    }
    return new ArrayShape(shape);
  }

  @Override
  public boolean prefersText() {
    return element.prefersText();
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    return new ArrayText(bytes, at, length, element).values();
  }

  @Override
  public Optional<Merging> merges() {
    return element.merges();
  }

  @Override
  public Object zero() {
    return List.of();
  }

  @Override
  public Object unavailable(String placeholder) {
    return element.unavailableElements(placeholder);
  }

  static MalformedValueException malformed(String why) {
    return new MalformedValueException("array", why);
  }

  /** The placeholder's bytes as numbers, which is how Debezium fills an array of numbers. */
  static List<Object> placeholderBytes(String placeholder, IntFunction<Object> number) {
    List<Object> numbers = new ArrayList<>();
    for (byte value : placeholder.getBytes(StandardCharsets.UTF_8)) {
      numbers.add(number.apply(value));
    }
    return Collections.unmodifiableList(numbers);
  }
}
