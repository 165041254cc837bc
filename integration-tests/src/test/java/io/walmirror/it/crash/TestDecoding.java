package io.walmirror.it.crash;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a line that PostgreSQL's {@code test_decoding} wrote. */
final class TestDecoding {

  private static final Pattern CHANGE =
      Pattern.compile("table public\\.(\\w+): (INSERT|UPDATE|DELETE): (.*)", Pattern.DOTALL);
  private static final Pattern COLUMN =
      Pattern.compile("(\\w+)\\[[^\\]]+\\]:(?:'((?:[^']|'')*)'|(\\S+))");
  private static final Pattern MESSAGE =
      Pattern.compile("message: transactional: ([01]) prefix: (\\w+), sz: \\d+ content:(.*)");
  private static final String OLD_KEY = "old-key: ";
  private static final String NEW_TUPLE = " new-tuple: ";

  private TestDecoding() {}

  /**
   * A change of a row.
   *
   * @param oldKey the key before, null where it did not change
   */
  record Row(String table, String kind, Map<String, String> oldKey, Map<String, String> columns) {}

  /** A logical message. */
  record Message(boolean transactional, String prefix, String content) {}

  static boolean isMessage(String line) {
    return line.startsWith("message:");
  }

  static Message message(String line) {
    Matcher matcher = MESSAGE.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a message: " + line);
    }
    return new Message(matcher.group(1).equals("1"), matcher.group(2), matcher.group(3));
  }

  static Row row(String line) {
    Matcher matcher = CHANGE.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a change: " + line);
    }
    String rest = matcher.group(3);
    int split = rest.indexOf(NEW_TUPLE);
    boolean moved = rest.startsWith(OLD_KEY) && split > 0;
    return new Row(
        matcher.group(1),
        matcher.group(2),
        moved ? columns(rest.substring(OLD_KEY.length(), split)) : null,
        columns(moved ? rest.substring(split + NEW_TUPLE.length()) : rest));
  }

  private static Map<String, String> columns(String text) {
    Map<String, String> columns = new LinkedHashMap<>();
    Matcher matcher = COLUMN.matcher(text);
    while (matcher.find()) {
      String quoted = matcher.group(2);
      columns.put(matcher.group(1), quoted == null ? matcher.group(3) : quoted);
    }
    return columns;
  }
}
