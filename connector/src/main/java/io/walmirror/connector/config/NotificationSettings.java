package io.walmirror.connector.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/** How snapshots tell how far they are, beside metrics and log. */
public final class NotificationSettings {

  public static final String CHANNELS = "notification.enabled.channels";
  public static final String TOPIC = "notification.sink.topic.name";

  private static final String NONE = "none";
  private static final String SINK = "sink";
  private static final String LOG = "log";
  private static final String JMX = "jmx";
  private static final String GROUP = "Notifications";

  private NotificationSettings() {}

  static void define(ConfigDef config) {
    config
        .define(
            CHANNELS,
            ConfigDef.Type.LIST,
            List.of(NONE),
            Rules.someOf(NONE, SINK, LOG, JMX),
            Importance.LOW,
            "Where notifications of snapshots go, in Debezium's form: sink (a topic), log, jmx (an"
                + " MBean); or none alone.",
            GROUP,
            1,
            Width.MEDIUM,
            "Channels")
        .define(
            TOPIC,
            ConfigDef.Type.STRING,
            "",
            Rules.matching("[A-Za-z0-9._-]{0,249}", "letters, digits, dots, hyphens, underscores"),
            Importance.LOW,
            "The topic of the channel sink, which needs one.",
            GROUP,
            2,
            Width.MEDIUM,
            "Topic");
  }

  /** The settings as a task uses them: the topic where one is told. */
  public record Notifications(Optional<String> topic, boolean log, boolean jmx) {}

  static Notifications notifications(AbstractConfig config) {
    Set<String> channels = Set.copyOf(config.getList(CHANNELS));
    return new Notifications(
        channels.contains(SINK) ? Optional.of(config.getString(TOPIC)) : Optional.empty(),
        channels.contains(LOG),
        channels.contains(JMX));
  }
}
