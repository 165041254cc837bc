package io.walmirror.connector.value;

/** Strings of JSON, with the escapes that most writers choose. */
final class JsonString {

  private JsonString() {}

  static void append(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char sign = text.charAt(i);
      switch (sign) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        case '\b' -> json.append("\\b");
        case '\f' -> json.append("\\f");
        default -> {
          if (sign < ' ') {
            json.append(String.format("\\u%04X", (int) sign));
          } else {
            json.append(sign);
          }
        }
      }
    }
    json.append('"');
  }
}
