package io.walmirror.sink.text;

import io.walmirror.envelope.ArrayShape;
import java.util.Collection;
import java.util.Iterator;

/**
 * An array: {@code {a,b,"c d",NULL}}, quoted where PostgreSQL quotes, one in braces inside another
 * for each dimension, with its bounds in front where one does not begin at 1.
 */
final class ArrayText implements ValueText {

  private final ValueText element;
  private final char delimiter;

  /** {@code delimiter} stands between elements: a comma for nearly every type. */
  ArrayText(ValueText element, char delimiter) {
    this.element = element;
    this.delimiter = delimiter;
  }

  @Override
  public String text(Object value) {
    StringBuilder text = new StringBuilder();
    if (value instanceof DimensionedArray array) {
      bounds(text, array.shape());
      braced(text, array.iterator(), array.shape(), 0);
      return text.toString();
    }
    text.append('{');
    String before = "";
    for (Object item : (Collection<?>) value) {
      text.append(before);
      before = Character.toString(delimiter);
      item(text, item);
    }
    return text.append('}').toString();
  }

  private static void bounds(StringBuilder text, ArrayShape shape) {
    if (shape.dimensions().stream().allMatch(dimension -> dimension.first() == 1)) {
      return;
    }
    for (ArrayShape.Dimension dimension : shape.dimensions()) {
      text.append('[').append(dimension.first()).append(':').append(dimension.last()).append(']');
    }
    text.append('=');
  }

  private void braced(StringBuilder text, Iterator<?> items, ArrayShape shape, int dimension) {
    text.append('{');
    for (int i = 0; i < shape.dimensions().get(dimension).size(); i++) {
      if (i > 0) {
        text.append(delimiter);
      }
      if (dimension + 1 < shape.dimensions().size()) {
        braced(text, items, shape, dimension + 1);
      } else {
        item(text, items.next());
      }
    }
    text.append('}');
  }

  private void item(StringBuilder text, Object item) {
    if (item == null) {
      text.append("NULL");
    } else if (element instanceof ArrayText) {
      text.append(element.text(item));
    } else {
      append(text, element.element(item));
    }
  }

  private void append(StringBuilder text, String item) {
    if (!needsQuotes(item)) {
      text.append(item);
      return;
    }
    text.append('"');
    for (int i = 0; i < item.length(); i++) {
      char c = item.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\');
      }
      text.append(c);
    }
    text.append('"');
  }

  private boolean needsQuotes(String item) {
    if (item.isEmpty() || item.equalsIgnoreCase("NULL")) {
      return true;
    }
    for (int i = 0; i < item.length(); i++) {
      char c = item.charAt(i);
      boolean space = c == ' ' || (c >= '\t' && c <= '\r');
      if (space || c == '"' || c == '\\' || c == '{' || c == '}' || c == delimiter) {
        return true;
      }
    }
    return false;
  }
}
