package io.walmirror.sink.config;

import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** How many replicas must have a batch before it counts as applied, and how long they may take. */
public record Replicas(int number, Duration timeout) {

  public static final String NUMBER = "redis.wait.replicas";
  public static final String TIMEOUT_MS = "redis.wait.timeout.ms";

  static void define(ConfigDef settings, String group) {
    settings
        .define(
            NUMBER,
            ConfigDef.Type.INT,
            0,
            ConfigDef.Range.between(0, 100),
            Importance.LOW,
            "How many replicas must have a batch (WAIT) before it counts as applied; where fewer"
                + " have it in time, it is sent again. 0: the master's answer is enough. It makes"
                + " losses by a failover rarer, and each batch slower.",
            group,
            6,
            ConfigDef.Width.SHORT,
            "Replicas")
        .define(
            TIMEOUT_MS,
            ConfigDef.Type.INT,
            500,
            ConfigDef.Range.between(1, 30_000),
            Importance.LOW,
            "How long replicas may take. Must be less than redis.timeout.ms.",
            group,
            7,
            ConfigDef.Width.SHORT,
            "Replica timeout");
  }

  /** Nothing where nobody is waited for. */
  static Optional<Replicas> of(AbstractConfig config) {
    int number = config.getInt(NUMBER);
    return number == 0
        ? Optional.empty()
        : Optional.of(new Replicas(number, Duration.ofMillis(config.getInt(TIMEOUT_MS))));
  }
}
