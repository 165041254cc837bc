package io.walmirror.sink.config;

import io.walmirror.sink.row.RowReader;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/**
 * Whether the connector hears what a source says about its tables, and how often its tasks tell
 * each other how far they are.
 *
 * @param consumes whether a topic is among the connector's
 * @param on whether a control topic may be among them
 */
public record ControlConfig(Predicate<String> consumes, boolean on, Duration interval) {

  public static final String PROGRESS_INTERVAL_MS = "redis.progress.interval.ms";

  private static final String GROUP = "Batches";

  static void define(ConfigDef settings) {
    settings.define(
        PROGRESS_INTERVAL_MS,
        ConfigDef.Type.LONG,
        1000L,
        ConfigDef.Range.between(1, 60_000),
        Importance.LOW,
        "How often a task writes to Redis how far it has read its partitions, where the control"
            + " topic __walmirror.<prefix> is among the connector's topics. After a repeated"
            + " snapshot, the keys of rows that are gone are removed when every partition was read"
            + " to the snapshot's end.",
        GROUP,
        3,
        ConfigDef.Width.SHORT,
        "Progress interval");
  }

  static ControlConfig of(AbstractConfig config, Map<String, String> properties) {
    Duration interval = Duration.ofMillis(config.getLong(PROGRESS_INTERVAL_MS));
    String regex = properties.getOrDefault("topics.regex", "");
    if (!regex.isBlank()) {
      // Which names it stands for is not known, so that it may stand for a control topic's.
      return new ControlConfig(Pattern.compile(regex).asMatchPredicate(), true, interval);
    }
    List<String> topics =
        Arrays.stream(properties.getOrDefault("topics", "").split(",")).map(String::trim).toList();
    boolean on =
        topics.stream().anyMatch(topic -> topic.startsWith(RowReader.CONTROL_TOPIC_PREFIX));
    return new ControlConfig(topics::contains, on, interval);
  }
}
