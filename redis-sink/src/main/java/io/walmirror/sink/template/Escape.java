package io.walmirror.sink.template;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Percent-codes what would make two filled templates look alike: {@code %} itself and the literal
 * characters that stand between placeholders. What is left of a value then cannot be taken for the
 * end of it, so that a filled template can be read back in one way only.
 */
public final class Escape {

  /** Changes nothing: for a template with one placeholder. */
  public static final Escape NONE = new Escape("");

  private static final String UNUSABLE = "%0123456789ABCDEF";

  private final String special;

  private Escape(String special) {
    this.special = special;
  }

  /**
   * For a template that has these texts between its placeholders. Each must have a character that
   * no escaped value has: where one stands, a value has ended.
   */
  public static Escape of(List<String> between) {
    StringBuilder special = new StringBuilder("%");
    for (String text : between) {
      int before = special.length();
      text.chars().filter(c -> UNUSABLE.indexOf(c) < 0).forEach(c -> special.append((char) c));
      if (special.length() == before) {
        throw new IllegalArgumentException(
            "\""
                + text
                + "\" cannot stand between two placeholders: % and 0-9, A-F are what values are"
                + " escaped with; add another character, such as :");
      }
    }
    return new Escape(special.toString());
  }

  public String apply(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (special.indexOf(value.charAt(i)) >= 0) {
        return coded(value);
      }
    }
    return value;
  }

  private String coded(String value) {
    StringBuilder coded = new StringBuilder(value.length() + 8);
    int point;
    for (int i = 0; i < value.length(); i += Character.charCount(point)) {
      point = value.codePointAt(i);
      if (special.indexOf(point) < 0) {
        coded.appendCodePoint(point);
        continue;
      }
      for (byte b : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
        coded.append('%').append(hex(b >> 4)).append(hex(b));
      }
    }
    return coded.toString();
  }

  private static char hex(int nibble) {
    return Character.toUpperCase(Character.forDigit(nibble & 15, 16));
  }
}
