package io.walmirror.connector.value;

import io.walmirror.envelope.ArrayShape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The text form of an array: {@code {1,NULL,"a \"b\" c"}}, one in braces inside another for each
 * dimension, with its bounds in front where one does not begin at 1. Everything that has a meaning
 * here is ASCII, so that bytes are looked at.
 */
final class ArrayText {

  private static final byte[] NULL = "NULL".getBytes(StandardCharsets.US_ASCII);

  private final byte[] bytes;
  private final int end;
  private final Codec element;
  private final byte[] unquoted;
  private final List<Object> values = new ArrayList<>();
  private final List<Integer> firsts = new ArrayList<>();
  private final int[] sizes = new int[ArrayShape.MOST];
  private int dimensions;
  private int next;

  ArrayText(byte[] bytes, int at, int length, Codec element) {
    this.bytes = bytes;
    this.next = at;
    this.end = at + length;
    this.element = element;
    this.unquoted = new byte[length];
  }

  List<Object> values() {
    if (peek() == '[') {
      bounds();
    }
    if (next + 2 == end && bytes[next] == '{' && bytes[next + 1] == '}') {
      return List.of();
    }
    dimensions = depth();
    braced(0);
    if (next != end) {
      throw ArrayCodec.malformed("text after its last brace");
    }
    List<ArrayShape.Dimension> shape = new ArrayList<>(dimensions);
    for (int i = 0; i < dimensions; i++) {
      shape.add(new ArrayShape.Dimension(i < firsts.size() ? firsts.get(i) : 1, sizes[i]));
    }
    return ShapedArray.of(values, new ArrayShape(shape));
  }

  /** {@code [0:2][-1:0]=}, of which the first numbers are kept; the elements tell the others. */
  private void bounds() {
    while (peek() == '[') {
      int start = ++next;
      while (peek() != ':') {
        next++;
      }
      firsts.add(number(start));
      while (peek() != ']') {
        next++;
      }
      next++;
    }
    expect('=');
  }

  private int number(int start) {
    try {
      return Integer.parseInt(Codec.string(bytes, start, next - start));
    } catch (NumberFormatException e) {
      throw ArrayCodec.malformed("a bound that is no number");
    }
  }

  private int depth() {
    int depth = 0;
    for (int i = next; i < end && bytes[i] == '{'; i++) {
      depth++;
    }
    if (depth > ArrayShape.MOST) {
      throw ArrayCodec.malformed("no room for its " + depth + " dimensions");
    }
    return depth;
  }

  /** What one pair of braces holds: as many as every other pair of this dimension. */
  private void braced(int dimension) {
    expect('{');
    int size = 0;
    do {
      if (size > 0) {
        next++;
      }
      if (dimension + 1 < dimensions) {
        braced(dimension + 1);
      } else {
        values.add(value());
      }
      size++;
    } while (peek() == element.delimiter());
    expect('}');
    if (sizes[dimension] == 0) {
      sizes[dimension] = size;
    }
    if (sizes[dimension] != size) {
      throw ArrayCodec.malformed("a dimension of " + size + " elements, not " + sizes[dimension]);
    }
  }

  private Object value() {
    return peek() == '"' ? quoted() : plain();
  }

  private Object plain() {
    int start = next;
    while (peek() != element.delimiter() && bytes[next] != '}') {
      next++;
    }
    if (next == start) {
      throw ArrayCodec.malformed("an empty element without quotes");
    }
    if (Arrays.equals(bytes, start, next, NULL, 0, NULL.length)) {
      return null;
    }
    return element.text(bytes, start, next - start);
  }

  private Object quoted() {
    next++;
    int length = 0;
    while (peek() != '"') {
      if (bytes[next] == '\\') {
        next++;
        peek();
      }
      unquoted[length++] = bytes[next++];
    }
    next++;
    return element.text(unquoted, 0, length);
  }

  private byte peek() {
    if (next >= end) {
      throw ArrayCodec.malformed("its text ends too early");
    }
    return bytes[next];
  }

  private void expect(char sign) {
    if (peek() != sign) {
      throw ArrayCodec.malformed("no " + sign + " where one belongs");
    }
    next++;
  }
}
