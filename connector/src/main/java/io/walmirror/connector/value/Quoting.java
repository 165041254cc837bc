package io.walmirror.connector.value;

/** When PostgreSQL quotes a part of a printed value, and how. */
final class Quoting {

  /** The bounds of a range. */
  static final String RANGE = "\"\\()[],";

  /** The fields of a row. */
  static final String ROW = "\"\\(),";

  private Quoting() {}

  /** Appends a part, in quotes if it is empty or has one of these signs or white space. */
  static void append(StringBuilder text, String part, String signs) {
    boolean quoted = part.isEmpty();
    for (int i = 0; i < part.length() && !quoted; i++) {
      quoted = signs.indexOf(part.charAt(i)) >= 0 || isSpace(part.charAt(i));
    }
    if (!quoted) {
      text.append(part);
      return;
    }
    text.append('"');
    for (int i = 0; i < part.length(); i++) {
      char sign = part.charAt(i);
      if (sign == '"' || sign == '\\') {
        text.append(sign);
      }
      text.append(sign);
    }
    text.append('"');
  }

  private static boolean isSpace(char sign) {
    return sign == ' ' || (sign >= '\t' && sign <= '\r');
  }
}
