package io.walmirror.connector;

import io.walmirror.connector.config.ColumnSettings;
import io.walmirror.connector.config.ConverterSettings;
import io.walmirror.connector.config.DebeziumSettings;
import io.walmirror.connector.config.SourceConfig;
import io.walmirror.connector.record.KnownTables;
import io.walmirror.connector.record.SnapshotOffset;
import io.walmirror.connector.record.SourceOffset;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;

/** Streams the changes of a PostgreSQL database into topics, in Debezium's event format. */
public final class PostgresSourceConnector extends SourceConnector {

  private Map<String, String> settings = Map.of();

  @Override
  public String version() {
    return Version.VALUE;
  }

  @Override
  public ConfigDef config() {
    return SourceConfig.DEFINITION;
  }

  @Override
  public Config validate(Map<String, String> candidate) {
    Config result = super.validate(candidate);
    List<ConfigValue> values = result.configValues();
    BiConsumer<String, String> problems =
        (setting, problem) -> value(values, setting).addErrorMessage(problem);
    ColumnSettings.check(candidate, problems);
    ConverterSettings.check(candidate, problems);
    DebeziumSettings.check(candidate, problems);
    boolean sound =
        result.configValues().stream().allMatch(value -> value.errorMessages().isEmpty());
    if (sound) {
      new Preflight(new SourceConfig(candidate), problems).check();
    }
    return result;
  }

  /** The value of a setting; one that no definition knows is told of beside the others. */
  private static ConfigValue value(List<ConfigValue> values, String setting) {
    return values.stream()
        .filter(value -> value.name().equals(setting))
        .findFirst()
        .orElseGet(
            () -> {
              ConfigValue unknown = new ConfigValue(setting);
              values.add(unknown);
              return unknown;
            });
  }

  @Override
  public void start(Map<String, String> connectorSettings) {
    settings = Map.copyOf(connectorSettings);
  }

  @Override
  public Class<? extends Task> taskClass() {
    return PostgresSourceTask.class;
  }

  /** One slot is one stream: one task, whatever is asked for. */
  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return List.of(settings);
  }

  @Override
  public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> candidate) {
    return ExactlyOnceSupport.SUPPORTED;
  }

  /**
   * Any offset that can be read may be set; the guard at the start tells whether it fits the slot.
   */
  @Override
  public boolean alterOffsets(
      Map<String, String> connectorSettings, Map<Map<String, ?>, Map<String, ?>> offsets) {
    String prefix = new SourceConfig(connectorSettings).topicPrefix();
    offsets.forEach((partition, offset) -> checkOffset(prefix, partition, offset));
    return true;
  }

  @Override
  public void stop() {
    // Nothing runs but the task.
  }

  private static void checkOffset(String prefix, Map<String, ?> partition, Map<String, ?> offset) {
    if (!prefix.equals(partition.get("server"))) {
      throw new ConnectException(
          "partition "
              + partition
              + " is not this connector's, which is {\"server\":\""
              + prefix
              + "\"}");
    }
    if (offset != null && !SnapshotOffset.owns(partition) && !KnownTables.owns(partition)) {
      try {
        SourceOffset.read(offset);
      } catch (IllegalArgumentException e) {
        throw new ConnectException(e.getMessage(), e);
      }
    }
  }
}
