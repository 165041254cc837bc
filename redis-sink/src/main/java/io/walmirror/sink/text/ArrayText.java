package io.walmirror.sink.text;

import java.util.Collection;

/** An array: {@code {a,b,"c d",NULL}}, quoted where PostgreSQL quotes. */
final class ArrayText implements ValueText {

  private final ValueText element;

  ArrayText(ValueText element) {
    this.element = element;
  }

  @Override
  public String text(Object value) {
    StringBuilder text = new StringBuilder().append('{');
    for (Object item : (Collection<?>) value) {
      if (text.length() > 1) {
        text.append(',');
      }
      if (item == null) {
        text.append("NULL");
      } else if (element instanceof ArrayText) {
        text.append(element.text(item));
      } else {
        append(text, element.element(item));
      }
    }
    return text.append('}').toString();
  }

  private static void append(StringBuilder text, String item) {
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

  private static boolean needsQuotes(String item) {
    if (item.isEmpty() || item.equalsIgnoreCase("NULL")) {
      return true;
    }
    for (int i = 0; i < item.length(); i++) {
      char c = item.charAt(i);
      boolean space = c == ' ' || (c >= '\t' && c <= '\r');
      if (space || c == '"' || c == '\\' || c == '{' || c == '}' || c == ',') {
        return true;
      }
    }
    return false;
  }
}
