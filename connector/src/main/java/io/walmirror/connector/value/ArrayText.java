package io.walmirror.connector.value;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The text form of an array: {@code {1,NULL,"a \"b\" c"}}, with its bounds in front where they do
 * not begin at 1. Everything that has a meaning here is ASCII, so that bytes are looked at.
 */
final class ArrayText {

  private static final byte[] NULL = "NULL".getBytes(StandardCharsets.US_ASCII);

  private final byte[] bytes;
  private final int end;
  private final Codec element;
  private final byte[] unquoted;
  private int next;

  ArrayText(byte[] bytes, int at, int length, Codec element) {
    this.bytes = bytes;
    this.next = at;
    this.end = at + length;
    this.element = element;
    this.unquoted = new byte[length];
  }

  List<Object> values() {
    if (next < end && bytes[next] == '[') {
      while (next < end && bytes[next] != '=') {
        next++;
      }
      next++;
    }
    expect('{');
    List<Object> values = new ArrayList<>();
    if (peek() != '}') {
      values.add(value());
      while (peek() == element.delimiter()) {
        next++;
        values.add(value());
      }
    }
    expect('}');
    if (next != end) {
      throw ArrayCodec.malformed("text after its last brace");
    }
    return values;
  }

  private Object value() {
    return switch (peek()) {
      case '"' -> quoted();
      case '{' -> {
        ArrayCodec.checkDimensions(2);
        yield null;
      }
      default -> plain();
    };
  }

  private Object plain() {
    int start = next;
    while (peek() != element.delimiter() && bytes[next] != '}') {
      next++;
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
