package io.walmirror.connector.signal;

import java.time.Duration;
import java.util.Map;

/** Which topic signals are read from, how its consumer is made, and how long it waits for one. */
public record KafkaSettings(String topic, Map<String, Object> consumer, Duration patience) {
  public KafkaSettings {
    consumer = Map.copyOf(consumer);
  }
}
