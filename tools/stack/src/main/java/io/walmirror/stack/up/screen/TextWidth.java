package io.walmirror.stack.up.screen;

import java.lang.Character.UnicodeScript;

/** How many columns of a terminal a text takes; its colours take none. */
final class TextWidth {

  private static final char ESCAPE = '\u001b';

  private TextWidth() {}

  static int of(String text) {
    int width = 0;
    for (int i = 0; i < text.length(); i = next(text, i)) {
      width += at(text, i);
    }
    return width;
  }

  /** The longest beginning of a text that takes no more columns than that. */
  static String cut(String text, int columns) {
    int width = 0;
    for (int i = 0; i < text.length(); i = next(text, i)) {
      width += at(text, i);
      if (width > columns) {
        return text.substring(0, i);
      }
    }
    return text;
  }

  private static int at(String text, int i) {
    return text.charAt(i) == ESCAPE ? 0 : of(text.codePointAt(i));
  }

  /** Behind the character, or behind the whole of a colour. */
  private static int next(String text, int i) {
    if (text.charAt(i) == ESCAPE) {
      int end = text.indexOf('m', i);
      return end < 0 ? text.length() : end + 1;
    }
    return i + Character.charCount(text.codePointAt(i));
  }

  private static int of(int point) {
    return switch (Character.getType(point)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default -> isWide(point) ? 2 : 1;
    };
  }

  private static boolean isWide(int point) {
    if (point < 0x1100) {
      return false;
    }
    UnicodeScript script = UnicodeScript.of(point);
    return script == UnicodeScript.HAN
        || script == UnicodeScript.HIRAGANA
        || script == UnicodeScript.KATAKANA
        || script == UnicodeScript.HANGUL
        || (point >= 0xff01 && point <= 0xff60)
        || (point >= 0x1f300 && point <= 0x1faff);
  }
}
