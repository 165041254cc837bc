package io.walmirror.connector.event;

import java.util.Map;
import java.util.TreeMap;

/**
 * Something that people may want to know, in Debezium's form: which of several that belong together
 * ({@code id}), what it is about, what happened to it, and more about that.
 */
public record Notification(
    String id, String aggregateType, String type, Map<String, String> additionalData, long millis) {

  /** The member of a snapshot's notifications that holds values of a row. */
  public static final String KEY = "last_processed_key";

  public Notification {
    additionalData = Map.copyOf(additionalData);
  }

  /** What the log is told: everything but values of rows. */
  @Override
  public String toString() {
    Map<String, String> said = new TreeMap<>(additionalData);
    said.remove(KEY);
    return aggregateType + " " + type + " " + said + " (" + id + ")";
  }
}
