package io.walmirror.sink.config;

import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/**
 * How much is sent before answers are read, and how long Redis may refuse.
 *
 * @param retryTimeout how long, or nothing where there is no limit
 */
public record BatchConfig(int rows, Optional<Duration> retryTimeout) {

  public static final String ROWS = "redis.batch.rows";
  public static final String RETRY_TIMEOUT_MS = "redis.retry.timeout.ms";

  private static final String GROUP = "Batches";

  static void define(ConfigDef settings) {
    settings
        .define(
            ROWS,
            ConfigDef.Type.INT,
            500,
            ConfigDef.Range.between(1, 10_000),
            Importance.LOW,
            "Rows sent before answers are read. consumer.override.max.poll.records bounds it too.",
            GROUP,
            1,
            ConfigDef.Width.SHORT,
            "Rows a batch")
        .define(
            RETRY_TIMEOUT_MS,
            ConfigDef.Type.LONG,
            -1L,
            ConfigDef.Range.atLeast(-1),
            Importance.LOW,
            "How long changes are offered again while Redis cannot be reached or cannot take them"
                + " (full, read-only, loading, busy, …) before the task fails. -1: no limit.",
            GROUP,
            2,
            ConfigDef.Width.SHORT,
            "Retry timeout");
  }

  static BatchConfig of(AbstractConfig config) {
    long retry = config.getLong(RETRY_TIMEOUT_MS);
    return new BatchConfig(
        config.getInt(ROWS), retry < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(retry)));
  }
}
