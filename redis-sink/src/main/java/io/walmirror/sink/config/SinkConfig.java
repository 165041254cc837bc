package io.walmirror.sink.config;

import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** All settings of one task, by concern. */
public record SinkConfig(
    TaskIdentity identity,
    ConnectionConfig connection,
    MappingsConfig mappings,
    FenceConfig fence,
    VersionConfig versions,
    BatchConfig batch,
    ErrorsConfig errors,
    ControlConfig control) {

  /** What the names of all our settings begin with. */
  public static final String PREFIX = "redis.";

  public static ConfigDef definition() {
    ConfigDef settings = new ConfigDef();
    ConnectionConfig.define(settings);
    MappingConfig.define(settings);
    MappingsConfig.define(settings);
    FenceConfig.define(settings);
    VersionConfig.define(settings);
    BatchConfig.define(settings);
    ControlConfig.define(settings);
    return settings;
  }

  /** Reads a task's properties; values are never logged, as a URI may hold a password. */
  public static SinkConfig of(Map<String, String> properties) {
    AbstractConfig config = new AbstractConfig(definition(), properties, false);
    TaskIdentity identity = TaskIdentity.of(properties);
    FenceConfig fence = FenceConfig.of(config);
    return new SinkConfig(
        identity,
        ConnectionConfig.of(config, identity),
        MappingsConfig.of(config, properties, fence),
        fence,
        VersionConfig.of(config),
        BatchConfig.of(config),
        ErrorsConfig.of(properties),
        ControlConfig.of(config, properties));
  }
}
