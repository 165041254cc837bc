package io.walmirror.stack.up.console;

import io.walmirror.stack.resp.RespError;
import java.util.ArrayList;
import java.util.List;

/** An answer of Redis as {@code redis-cli} shows it. */
final class RedisAnswer {

  private RedisAnswer() {}

  /** For people: numbered, quoted, with the kinds of what is no text. */
  static List<String> formatted(Object answer) {
    if (answer instanceof List<?> list) {
      return formatted(list);
    }
    return List.of(single(answer));
  }

  /** For programs: the bare texts, one a line. */
  static List<String> raw(Object answer) {
    if (answer instanceof List<?> list) {
      List<String> lines = new ArrayList<>();
      list.forEach(each -> lines.addAll(raw(each)));
      return lines;
    }
    return List.of(answer == null ? "" : answer.toString());
  }

  private static List<String> formatted(List<?> list) {
    if (list.isEmpty()) {
      return List.of("(empty array)");
    }
    int digits = Integer.toString(list.size()).length();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      String number = String.format("%" + digits + "d) ", i + 1);
      for (String line : formatted(list.get(i))) {
        lines.add(number + line);
        number = " ".repeat(number.length());
      }
    }
    return lines;
  }

  private static String single(Object answer) {
    if (answer == null) {
      return "(nil)";
    }
    if (answer instanceof RespError error) {
      return "(error) " + error.text();
    }
    if (answer instanceof Long number) {
      return "(integer) " + number;
    }
    return answer instanceof String text ? quoted(text) : answer.toString();
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                  if (point < 0x20 || point == 0x7f) {
                    quoted.append(String.format("\\x%02x", point));
                  } else {
                    quoted.appendCodePoint(point);
                  }
                }
              }
            });
    return quoted.append('"').toString();
  }
}
