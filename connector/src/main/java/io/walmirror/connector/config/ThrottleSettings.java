package io.walmirror.connector.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/** When rows of snapshots wait for others. */
public final class ThrottleSettings {

  public static final String ACTIVE_SESSIONS = "snapshot.max.active.sessions";
  public static final String SINK_LAG = "snapshot.max.sink.lag";
  public static final String SINK_GROUPS = "snapshot.sink.groups";

  private static final String GROUP = "Snapshot";

  /** Behind those of the same group that are defined elsewhere. */
  private static final int FIRST = 100;

  private ThrottleSettings() {}

  static void define(ConfigDef config) {
    config
        .define(
            ACTIVE_SESSIONS,
            ConfigDef.Type.INT,
            0,
            ConfigDef.Range.atLeast(0),
            Importance.LOW,
            "Rows wait while more sessions of other clients than this are at work in the server; 0"
                + " for no limit. The connector's role needs pg_read_all_stats to see them.",
            GROUP,
            FIRST,
            Width.SHORT,
            "Sessions that rows wait for")
        .define(
            SINK_LAG,
            ConfigDef.Type.LONG,
            0L,
            ConfigDef.Range.atLeast(0L),
            Importance.LOW,
            "Rows wait while one of snapshot.sink.groups has more records than this before it; 0 for"
                + " no limit. Kafka is reached as signals are: signal.kafka.bootstrap.servers and"
                + " signal.consumer.<name>.",
            GROUP,
            FIRST + 1,
            Width.SHORT,
            "Sink lag that rows wait for")
        .define(
            SINK_GROUPS,
            ConfigDef.Type.LIST,
            List.of(),
            Importance.LOW,
            "The consumer groups whose lag snapshot.max.sink.lag limits; that of a sink connector is"
                + " connect-<its name>.",
            GROUP,
            FIRST + 2,
            Width.LONG,
            "Sink groups");
  }

  /**
   * The settings as a task uses them; zero is no limit.
   *
   * @param kafka how an admin client reaches Kafka
   */
  public record Limits(
      int activeSessions, long sinkLag, List<String> sinkGroups, Map<String, Object> kafka) {
    public Limits {
      sinkGroups = List.copyOf(sinkGroups);
      kafka = Map.copyOf(kafka);
    }
  }

  static Limits limits(AbstractConfig config, String prefix) {
    Map<String, Object> kafka = new HashMap<>(config.originalsWithPrefix(SignalSettings.CONSUMER));
    // What only a consumer knows is nothing to an admin client.
    kafka.keySet().retainAll(AdminClientConfig.configNames());
    kafka.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, config.getString(SignalSettings.SERVERS));
    kafka.put(AdminClientConfig.CLIENT_ID_CONFIG, "walmirror-" + prefix + "-throttle");
    return new Limits(
        config.getInt(ACTIVE_SESSIONS),
        config.getLong(SINK_LAG),
        config.getList(SINK_GROUPS).stream()
            .map(String::trim)
            .filter(group -> !group.isEmpty())
            .toList(),
        kafka);
  }

  /** Tells a setting's name and what it lacks beside it. */
  public static void check(AbstractConfig config, BiConsumer<String, String> problems) {
    boolean limited = config.getLong(SINK_LAG) > 0;
    boolean grouped = config.getList(SINK_GROUPS).stream().anyMatch(each -> !each.isBlank());
    if (limited && !grouped) {
      problems.accept(
          SINK_GROUPS,
          "is needed by " + SINK_LAG + ": name the sinks' consumer groups, connect-<sink's name>");
    }
    if (limited && config.getString(SignalSettings.SERVERS).isBlank()) {
      problems.accept(
          SignalSettings.SERVERS,
          "is needed by " + SINK_LAG + ": name the brokers, host:port, that this worker reaches");
    }
    if (grouped && !limited) {
      problems.accept(SINK_LAG, "is needed by " + SINK_GROUPS + ": say how many records it may be");
    }
  }
}
