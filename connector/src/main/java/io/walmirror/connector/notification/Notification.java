package io.walmirror.connector.notification;

import java.util.Map;
import java.util.TreeMap;

/**
 * Something that people may want to know, in Debezium's form: which of several that belong together
 * ({@code id}), what it is about, what happened to it, and more about that.
 */
public record Notification(
    String id, String aggregateType, String type, Map<String, String> additionalData, long millis) {

  public Notification {
    additionalData = Map.copyOf(additionalData);
  }

  @Override
  public String toString() {
    return aggregateType + " " + type + " " + new TreeMap<>(additionalData) + " (" + id + ")";
  }
}
