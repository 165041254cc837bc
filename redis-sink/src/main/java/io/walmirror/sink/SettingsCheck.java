package io.walmirror.sink;

import io.walmirror.sink.command.RowType;
import io.walmirror.sink.config.ConnectionConfig;
import io.walmirror.sink.config.ErrorsConfig;
import io.walmirror.sink.config.MappingConfig;
import io.walmirror.sink.config.MappingsConfig;
import io.walmirror.sink.config.RedisUri;
import io.walmirror.sink.config.Replicas;
import io.walmirror.sink.config.SinkConfig;
import io.walmirror.sink.config.TlsStores;
import io.walmirror.sink.pipeline.RedisProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What can be known about a connector's settings before it runs, Redis itself asked included. */
final class SettingsCheck {

  private static final Logger LOG = LoggerFactory.getLogger(SettingsCheck.class);

  private SettingsCheck() {}

  /** Adds to what the single settings' validators found. */
  static Config check(Map<String, String> properties, Config found) {
    List<ConfigValue> values = new ArrayList<>(found.configValues());
    List<String> mappings = mappings(values);
    values.addAll(UnknownSettings.find(properties, mappings));
    mappings.forEach(mapping -> checkMapping(mapping, properties, values));
    if (isFaultless(values)) {
      KeySettings.problem(properties, mappings)
          .ifPresent(it -> add(values, it.setting(), it.message()));
      checkTimeouts(values);
      checkStores(values);
    }
    if (isFaultless(values)) {
      SinkConfig config = SinkConfig.of(properties);
      RedisProbe.tryOut(config.connection(), config.fence())
          .ifPresent(problem -> add(values, problem.setting(), problem.message()));
      if (isFaultless(values)
          && config.mappings().mappings().stream()
              .anyMatch(mapping -> mapping.type() == RowType.JSON)) {
        RedisProbe.tryOutJson(config.connection(), MappingConfig.TYPE)
            .ifPresent(problem -> add(values, problem.setting(), problem.message()));
      }
    }
    if (ErrorsConfig.of(properties).drops()) {
      LOG.warn(
          "errors.tolerance=all without a dead letter queue: rejected records are passed over and"
              + " only counted and logged; set errors.deadletterqueue.topic.name, and"
              + " errors.deadletterqueue.context.headers.enable=true to know where they came from");
    }
    return new Config(values);
  }

  /** The settings that single mappings have of their own. */
  private static void checkMapping(
      String mapping, Map<String, String> properties, List<ConfigValue> values) {
    ConfigDef definition = MappingsConfig.definition();
    Map<String, String> own = MappingsConfig.properties(mapping, properties);
    for (ConfigValue value : definition.validate(own)) {
      String name = MappingsConfig.own(mapping, value.name());
      if (properties.containsKey(name) && !value.errorMessages().isEmpty()) {
        values.add(new ConfigValue(name, null, List.of(), value.errorMessages()));
      }
    }
  }

  /** An answer that waits for replicas must come before it is given up. */
  private static void checkTimeouts(List<ConfigValue> values) {
    int wait = (Integer) value(values, Replicas.TIMEOUT_MS).value();
    int timeout = (Integer) value(values, ConnectionConfig.TIMEOUT_MS).value();
    if (!value(values, Replicas.NUMBER).value().equals(0) && wait >= timeout) {
      add(
          values,
          Replicas.TIMEOUT_MS,
          Replicas.TIMEOUT_MS
              + " must be less than "
              + ConnectionConfig.TIMEOUT_MS
              + "; lower it, or raise that");
    }
  }

  /** Files for TLS say that it is wanted. */
  private static void checkStores(List<ConfigValue> values) {
    if (RedisUri.parse(String.valueOf(value(values, ConnectionConfig.URI).value())).tls()) {
      return;
    }
    for (String setting : List.of(TlsStores.TRUSTSTORE, TlsStores.KEYSTORE)) {
      if (value(values, setting).value() != null) {
        add(
            values,
            setting,
            setting + " is for TLS, and redis.uri has none; use rediss:// or leave it out");
      }
    }
  }

  private static List<String> mappings(List<ConfigValue> values) {
    List<String> names = new ArrayList<>();
    if (value(values, MappingsConfig.MAPPINGS).value() instanceof List<?> list) {
      list.forEach(name -> names.add(String.valueOf(name)));
    }
    return names;
  }

  private static boolean isFaultless(List<ConfigValue> values) {
    return values.stream().allMatch(value -> value.errorMessages().isEmpty());
  }

  private static ConfigValue value(List<ConfigValue> values, String name) {
    return values.stream().filter(value -> value.name().equals(name)).findFirst().orElseThrow();
  }

  /** A mapping's own setting is in no definition. */
  private static void add(List<ConfigValue> values, String name, String message) {
    if (values.stream().noneMatch(value -> value.name().equals(name))) {
      values.add(new ConfigValue(name, null, List.of(), new ArrayList<>()));
    }
    value(values, name).addErrorMessage(message);
  }
}
