package io.walmirror.sink.config;

import java.util.Map;

/** Which task of which connector this is. */
public record TaskIdentity(String connector, int task) {

  /** Set by the connector in each task's configuration; not for users. */
  public static final String TASK = "walmirror.task";

  static TaskIdentity of(Map<String, String> properties) {
    return new TaskIdentity(
        properties.getOrDefault("name", "walmirror"),
        Integer.parseInt(properties.getOrDefault(TASK, "0")));
  }

  /** The name in CLIENT LIST, which takes neither spaces nor line ends. */
  String clientName() {
    StringBuilder name = new StringBuilder("walmirror:");
    connector.codePoints().forEach(c -> name.appendCodePoint(c > ' ' && c < 127 ? c : '_'));
    return name.append(':').append(task).toString();
  }

  @Override
  public String toString() {
    return connector + "-" + task;
  }
}
