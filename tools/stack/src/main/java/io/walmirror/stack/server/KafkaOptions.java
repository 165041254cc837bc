package io.walmirror.stack.server;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is asked of a Kafka broker.
 *
 * @param port 0 for a free one
 * @param settings of {@code server.properties}; they outrank the stack's
 * @param java how its Java runs
 * @param advertisedPort the port that clients are sent to, that of a proxy; 0 for the broker's own
 */
public record KafkaOptions(
    Origin origin, int port, Map<String, String> settings, JavaOptions java, int advertisedPort) {

  public KafkaOptions {
    settings = Map.copyOf(settings);
  }

  /** By the properties {@code servers} and {@code kafka.bootstrap}. */
  public static KafkaOptions defaults() {
    return new KafkaOptions(
        Origins.withoutContainer("kafka.bootstrap"), 0, Map.of(), JavaOptions.quick(384), 0);
  }

  public KafkaOptions withOrigin(Origin value) {
    return new KafkaOptions(value, port, settings, java, advertisedPort);
  }

  public KafkaOptions withPort(int value) {
    return new KafkaOptions(origin, value, settings, java, advertisedPort);
  }

  public KafkaOptions withJava(JavaOptions value) {
    return new KafkaOptions(origin, port, settings, value, advertisedPort);
  }

  public KafkaOptions withAdvertisedPort(int value) {
    return new KafkaOptions(origin, port, settings, java, value);
  }

  public KafkaOptions withSetting(String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.put(name, value);
    return new KafkaOptions(origin, port, all, java, advertisedPort);
  }
}
