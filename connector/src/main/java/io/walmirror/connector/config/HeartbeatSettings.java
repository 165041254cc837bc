package io.walmirror.connector.config;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Signs of life in a topic of their own, as Debezium gives them. */
public final class HeartbeatSettings {

  public static final String INTERVAL = "heartbeat.interval.ms";
  public static final String TOPIC_PREFIX = "topic.heartbeat.prefix";
  public static final String QUERY = "heartbeat.action.query";

  private static final String GROUP = "Heartbeat";

  private HeartbeatSettings() {}

  static void define(ConfigDef config) {
    int order = 0;
    config
        .define(
            INTERVAL,
            ConfigDef.Type.LONG,
            0L,
            Rules.zeroOrAtLeast(100),
            Importance.LOW,
            "How often, in milliseconds, a record goes to the heartbeat topic while the stream is"
                + " open; 0 for never. Not needed to let the server recycle its log: see"
                + " progress.interval.ms.",
            GROUP,
            ++order,
            Width.SHORT,
            "Interval")
        .define(
            TOPIC_PREFIX,
            ConfigDef.Type.STRING,
            "__debezium-heartbeat",
            Rules.matching("[A-Za-z0-9._-]{1,60}", "letters, digits, dots, hyphens, underscores"),
            Importance.LOW,
            "What the heartbeat topic's name begins with: <this>.<topic.prefix>.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "Topic")
        .define(
            QUERY,
            ConfigDef.Type.STRING,
            "",
            Importance.LOW,
            "SQL that is run with every heartbeat, on a connection of its own and for at most 5"
                + " seconds. One that fails is logged and counted, and stops nothing.",
            GROUP,
            ++order,
            Width.LONG,
            "Action query");
  }
}
