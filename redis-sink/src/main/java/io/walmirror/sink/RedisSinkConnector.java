package io.walmirror.sink;

import io.walmirror.sink.config.MappingConfig;
import io.walmirror.sink.config.MappingsConfig;
import io.walmirror.sink.config.SinkConfig;
import io.walmirror.sink.config.TaskIdentity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies row changes to Redis, so that applying anything twice, late or from several places
 * changes nothing.
 */
public final class RedisSinkConnector extends SinkConnector {

  private static final Logger LOG = LoggerFactory.getLogger(RedisSinkConnector.class);

  private Map<String, String> properties = Map.of();

  @Override
  public String version() {
    return ConnectorVersion.read();
  }

  @Override
  public ConfigDef config() {
    return SinkConfig.definition();
  }

  @Override
  public Config validate(Map<String, String> connectorProperties) {
    return SettingsCheck.check(connectorProperties, super.validate(connectorProperties));
  }

  @Override
  public void start(Map<String, String> connectorProperties) {
    properties = Map.copyOf(connectorProperties);
    properties.keySet().stream()
        .filter(RedisSinkConnector::isOldSpelling)
        .forEach(
            name ->
                LOG.warn(
                    "{} is an old spelling; write {}", name, name.replace(".command", ".type")));
  }

  private static boolean isOldSpelling(String name) {
    return name.equals(MappingConfig.COMMAND)
        || (name.startsWith(MappingsConfig.MAPPINGS + ".") && name.endsWith(".command"));
  }

  @Override
  public Class<? extends Task> taskClass() {
    return RedisSinkTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    List<Map<String, String>> configs = new ArrayList<>(maxTasks);
    for (int task = 0; task < maxTasks; task++) {
      Map<String, String> config = new HashMap<>(properties);
      config.put(TaskIdentity.TASK, String.valueOf(task));
      configs.add(config);
    }
    return configs;
  }

  /**
   * Any offset may be set: versions in Redis, not offsets, decide what is applied, so that a replay
   * from anywhere changes nothing that is newer.
   */
  @Override
  public boolean alterOffsets(
      Map<String, String> connectorConfig, Map<TopicPartition, Long> offsets) {
    return true;
  }

  @Override
  public void stop() {
    properties = Map.of();
  }
}
