package io.walmirror.connector.value;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * A one-dimensional array, any element of which may be NULL. Where its numbering begins is not
 * kept.
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
    return SchemaBuilder.array(element.schema().optional().build());
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
    checkDimensions(dimensions);
    if (length < HEADER + DIMENSION) {
      throw malformed("a dimension of 8 bytes expected");
    }
    int size = Bytes.int4(bytes, at + HEADER);
    int end = at + length;
    int next = at + HEADER + DIMENSION;
    if (size < 0 || size > (end - next) / 4) {
      throw malformed("more elements than it has room for");
    }
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
    return values;
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
  public Object zero() {
    return List.of();
  }

  @Override
  public Object unavailable(String placeholder) {
    return element.unavailableElements(placeholder);
  }

  /** Refuses what Connect has no schema for: how many dimensions there are is the value's alone. */
  static void checkDimensions(int dimensions) {
    if (dimensions != 1) {
      throw new UnrepresentableValueException(
          "an array of more than one dimension has no Connect form; store such values as jsonb, or"
              + " leave the table out with table.exclude.list");
    }
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
