package io.walmirror.connector.record;

import io.walmirror.envelope.TableName;

/** Topic names as Debezium gives them: {@code <prefix>.<schema>.<table>}, sanitized. */
public record Naming(String prefix) {

  private static final int LONGEST = 249;

  public String topic(TableName table) {
    String name = prefix + "." + table.schema() + "." + table.table();
    StringBuilder topic = new StringBuilder(name.length());
    for (int i = 0; i < name.length() && i < LONGEST; i++) {
      char c = name.charAt(i);
      boolean valid =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '.'
              || c == '_'
              || c == '-';
      topic.append(valid ? c : '_');
    }
    return topic.toString();
  }

  /** Where logical messages go. */
  String messageTopic() {
    return prefix + ".message";
  }

  /** Where control records go. */
  public String controlTopic() {
    return "__walmirror." + prefix;
  }
}
