package io.walmirror.connector.config;

import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/** The modes that {@code snapshot.mode} names. */
final class SnapshotModes {

  static final String CUSTOM_NAME = "snapshot.mode.custom.name";

  private static final String CONFIGURED = "snapshot.mode.configuration.based.";
  private static final String DATA = CONFIGURED + "snapshot.data";
  private static final String STREAM = CONFIGURED + "start.stream";
  private static final String ON_DATA_ERROR = CONFIGURED + "snapshot.on.data.error";

  private static final String CUSTOM = "custom";
  private static final String CONFIGURATION_BASED = "configuration_based";

  private static final Map<String, SnapshotMode> FIXED =
      Map.of(
          "initial", new SnapshotMode.Fixed(true, false, true, false),
          "always", new SnapshotMode.Fixed(true, true, true, false),
          "initial_only", new SnapshotMode.Fixed(true, false, false, false),
          "no_data", new SnapshotMode.Fixed(false, false, true, false),
          "when_needed", new SnapshotMode.Fixed(true, false, true, true));

  private SnapshotModes() {}

  static ConfigDef.Validator names() {
    return Rules.oneOf(
        "initial", "always", "initial_only", "no_data", "when_needed", CONFIGURATION_BASED, CUSTOM);
  }

  static void define(ConfigDef config, String group, int firstOrder) {
    int order = firstOrder;
    config
        .define(
            CUSTOM_NAME,
            ConfigDef.Type.STRING,
            "",
            Importance.LOW,
            "With snapshot.mode=custom: what the Snapshotter of debezium-api calls itself that"
                + " decides. Its jar belongs into the plugin's folder.",
            group,
            order++,
            Width.SHORT,
            "Custom mode")
        .define(
            DATA,
            ConfigDef.Type.BOOLEAN,
            false,
            Importance.LOW,
            "With snapshot.mode=configuration_based: whether rows are read, at every start.",
            group,
            order++,
            Width.SHORT,
            "Read rows")
        .define(
            STREAM,
            ConfigDef.Type.BOOLEAN,
            false,
            Importance.LOW,
            "With snapshot.mode=configuration_based: whether changes are streamed.",
            group,
            order++,
            Width.SHORT,
            "Stream")
        .define(
            ON_DATA_ERROR,
            ConfigDef.Type.BOOLEAN,
            false,
            Importance.LOW,
            "With snapshot.mode=configuration_based: whether a stream that cannot continue what was"
                + " read is replaced by a new generation, which reads all rows.",
            group,
            order,
            Width.SHORT,
            "Read rows again");
  }

  /** The mode that is set; fails where a custom one cannot be found. */
  static SnapshotMode of(SourceConfig config) {
    String name = config.getString(SnapshotSettings.MODE).toLowerCase(Locale.ROOT);
    return switch (name) {
      case CUSTOM -> CustomMode.load(config.getString(CUSTOM_NAME), config.originals());
      case CONFIGURATION_BASED ->
          new SnapshotMode.Fixed(
              config.getBoolean(DATA),
              config.getBoolean(DATA),
              config.getBoolean(STREAM),
              config.getBoolean(ON_DATA_ERROR));
      default -> FIXED.get(name);
    };
  }
}
