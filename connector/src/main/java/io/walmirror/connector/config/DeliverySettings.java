package io.walmirror.connector.config;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/** How much may wait, and how often progress is stored. */
public final class DeliverySettings {

  public static final String BATCH = "max.batch.size";
  public static final String QUEUE_BYTES = "max.queue.size.in.bytes";
  public static final String PROGRESS = "progress.interval.ms";

  private static final long MEGABYTE = 1 << 20;
  private static final String GROUP = "Delivery";

  private DeliverySettings() {}

  static void define(ConfigDef config) {
    int order = 0;
    config
        .define(
            BATCH,
            ConfigDef.Type.INT,
            2048,
            ConfigDef.Range.between(1, 100_000),
            Importance.LOW,
            "The most records that are handed to Connect at once.",
            GROUP,
            ++order,
            Width.SHORT,
            "Batch")
        .define(
            QUEUE_BYTES,
            ConfigDef.Type.LONG,
            64 * MEGABYTE,
            ConfigDef.Range.atLeast(MEGABYTE),
            Importance.MEDIUM,
            "How many bytes of changes may wait for Connect before reading from the server pauses.",
            GROUP,
            ++order,
            Width.SHORT,
            "Queue")
        .define(
            PROGRESS,
            ConfigDef.Type.LONG,
            1000L,
            ConfigDef.Range.atLeast(100L),
            Importance.LOW,
            "At most how often, in milliseconds, a record on __walmirror.<prefix> stores how far the"
                + " log is covered while no change is captured; it lets the server recycle its log.",
            GROUP,
            ++order,
            Width.SHORT,
            "Progress interval");
  }
}
