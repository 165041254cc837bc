package io.walmirror.connector.config;

import io.walmirror.connector.signal.KafkaSettings;
import io.walmirror.connector.signal.SignalChannel;
import io.walmirror.envelope.TableName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/** How a running source is asked for something. */
public final class SignalSettings {

  public static final String CHANNELS = "signal.enabled.channels";
  public static final String TABLE = "signal.data.collection";
  public static final String PREFIX = "signal.message.prefix";
  public static final String CONDITIONS = "signal.message.conditions";
  public static final String TOPIC = "signal.kafka.topic";
  public static final String SERVERS = "signal.kafka.bootstrap.servers";
  public static final String GROUP_ID = "signal.kafka.groupId";
  public static final String PATIENCE = "signal.kafka.poll.timeout.ms";
  public static final String FILE = "signal.file";
  public static final String INTERVAL = "signal.poll.interval.ms";

  /** What a setting of the signal topic's consumer begins with. */
  public static final String CONSUMER = "signal.consumer.";

  private static final String NONE = "none";
  private static final String ALLOW = "allow";
  private static final String GROUP = "Signals";

  private SignalSettings() {}

  static void define(ConfigDef config) {
    int order = 0;
    config
        .define(
            CHANNELS,
            ConfigDef.Type.LIST,
            List.of("source", "jmx"),
            Rules.someOf(NONE, "source", "message", "kafka", "file", "jmx"),
            Importance.MEDIUM,
            "How a snapshot can be asked for while changes are streamed: source (a row inserted into"
                + " signal.data.collection), message (pg_logical_emit_message), kafka (a topic), file"
                + " (a file on the worker), jmx (an MBean); or none alone.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "Channels")
        .define(
            TABLE,
            ConfigDef.Type.STRING,
            "",
            Rules.matching("|[^.]+\\.[^.]+", "schema.table"),
            Importance.MEDIUM,
            "The table, schema.table, whose new rows are signals: columns id, type and data. No table"
                + " is needed for the other channels.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "Signal table")
        .define(
            PREFIX,
            ConfigDef.Type.STRING,
            "walmirror-signal",
            Rules.NOT_BLANK,
            Importance.LOW,
            "The prefix of logical messages that are signals, of the channel message; they make no"
                + " records.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "Message prefix")
        .define(
            CONDITIONS,
            ConfigDef.Type.STRING,
            "refuse",
            Rules.oneOf("refuse", ALLOW),
            Importance.LOW,
            "Whether a logical message may say which rows are read: that is SQL, run with the"
                + " connector's rights, and every role may write such a message unless EXECUTE on"
                + " pg_logical_emit_message was revoked.",
            GROUP,
            ++order,
            Width.SHORT,
            "Conditions in messages")
        .define(
            TOPIC,
            ConfigDef.Type.STRING,
            "",
            Importance.MEDIUM,
            "The topic of the channel kafka, of one partition; <topic.prefix>-signal where this is"
                + " empty. A signal's key is the topic.prefix.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "Signal topic")
        .define(
            SERVERS,
            ConfigDef.Type.STRING,
            "",
            Importance.MEDIUM,
            "Where the Kafka of the signal topic is. Further settings of its consumer, such as those"
                + " of security: signal.consumer.<name>.",
            GROUP,
            ++order,
            Width.LONG,
            "Kafka")
        .define(
            GROUP_ID,
            ConfigDef.Type.STRING,
            "",
            Importance.LOW,
            "The consumer group under which Kafka shows how far the signal topic is read;"
                + " walmirror-<topic.prefix> where this is empty. The stored offset says where to go"
                + " on; the group does so where there is none.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "Consumer group")
        .define(
            PATIENCE,
            ConfigDef.Type.LONG,
            100L,
            ConfigDef.Range.between(1L, 60_000L),
            Importance.LOW,
            "How long, in milliseconds, one look into the signal topic waits for a signal.",
            GROUP,
            ++order,
            Width.SHORT,
            "Patience")
        .define(
            FILE,
            ConfigDef.Type.STRING,
            "file-signals.txt",
            Rules.NOT_BLANK,
            Importance.LOW,
            "The file of the channel file, one JSON object a line. The worker takes it away once it"
                + " is read.",
            GROUP,
            ++order,
            Width.LONG,
            "File")
        .define(
            INTERVAL,
            ConfigDef.Type.LONG,
            1000L,
            ConfigDef.Range.atLeast(10L),
            Importance.LOW,
            "How often, in milliseconds, the file and the topic are looked into.",
            GROUP,
            ++order,
            Width.SHORT,
            "Interval");
  }

  /** The settings as a task uses them. */
  public record Signals(
      Set<SignalChannel> channels,
      Optional<TableName> table,
      Optional<String> messagePrefix,
      boolean conditionsInMessages,
      Optional<KafkaSettings> kafka,
      Optional<Path> file,
      Duration interval) {

    public boolean jmx() {
      return channels.contains(SignalChannel.JMX);
    }

    /** True for the table whose new rows are signals; its name in any case. */
    public boolean isTable(TableName other) {
      return table.filter(each -> each.toString().equalsIgnoreCase(other.toString())).isPresent();
    }
  }

  static Signals signals(AbstractConfig config, String prefix) {
    Set<SignalChannel> channels =
        config.getList(CHANNELS).stream()
            .filter(word -> !word.equals(NONE))
            .map(word -> SignalChannel.valueOf(word.toUpperCase(Locale.ROOT)))
            .collect(Collectors.toUnmodifiableSet());
    String table = config.getString(TABLE);
    int dot = table.indexOf('.');
    return new Signals(
        channels,
        dot < 0 || !channels.contains(SignalChannel.SOURCE)
            ? Optional.empty()
            : Optional.of(new TableName(table.substring(0, dot), table.substring(dot + 1))),
        channels.contains(SignalChannel.MESSAGE)
            ? Optional.of(config.getString(PREFIX))
            : Optional.empty(),
        config.getString(CONDITIONS).equalsIgnoreCase(ALLOW),
        channels.contains(SignalChannel.KAFKA)
            ? Optional.of(kafka(config, prefix))
            : Optional.empty(),
        channels.contains(SignalChannel.FILE)
            ? Optional.of(Path.of(config.getString(FILE)))
            : Optional.empty(),
        Duration.ofMillis(config.getLong(INTERVAL)));
  }

  private static KafkaSettings kafka(AbstractConfig config, String prefix) {
    Map<String, Object> consumer = new HashMap<>(config.originalsWithPrefix(CONSUMER));
    consumer.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, config.getString(SERVERS));
    consumer.put(
        ConsumerConfig.GROUP_ID_CONFIG, or(config.getString(GROUP_ID), "walmirror-" + prefix));
    consumer.putIfAbsent(ConsumerConfig.CLIENT_ID_CONFIG, "walmirror-" + prefix + "-signals");
    return new KafkaSettings(
        or(config.getString(TOPIC), prefix + "-signal"),
        consumer,
        Duration.ofMillis(config.getLong(PATIENCE)));
  }

  private static String or(String set, String otherwise) {
    return set.isBlank() ? otherwise : set;
  }
}
