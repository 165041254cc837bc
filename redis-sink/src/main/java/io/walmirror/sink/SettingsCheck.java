package io.walmirror.sink;

import io.walmirror.sink.config.ErrorsConfig;
import io.walmirror.sink.config.MappingConfig;
import io.walmirror.sink.config.SinkConfig;
import io.walmirror.sink.pipeline.RedisProbe;
import io.walmirror.sink.template.KeyTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.Config;
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
    addUnknown(properties, values);
    if (isFaultless(values)) {
      checkKeyspace(values);
    }
    if (isFaultless(values)) {
      SinkConfig config = SinkConfig.of(properties);
      RedisProbe.tryOut(config.connection(), config.fence())
          .ifPresent(problem -> add(values, problem.setting(), problem.message()));
    }
    if (ErrorsConfig.of(properties).drops()) {
      LOG.warn(
          "errors.tolerance=all without a dead letter queue: rejected records are passed over and"
              + " only counted and logged; set errors.deadletterqueue.topic.name, and"
              + " errors.deadletterqueue.context.headers.enable=true to know where they came from");
    }
    return new Config(values);
  }

  /** A setting with our prefix that does not exist is a slip of the pen, and does nothing. */
  private static void addUnknown(Map<String, String> properties, List<ConfigValue> values) {
    Set<String> known = SinkConfig.definition().names();
    for (String name : properties.keySet()) {
      if (name.startsWith(SinkConfig.PREFIX) && !known.contains(name)) {
        values.add(
            new ConfigValue(
                name,
                null,
                List.of(),
                List.of(name + " is no setting of this connector; there are " + sorted(known))));
      }
    }
  }

  /** Keyspace and separator must fit each other. */
  private static void checkKeyspace(List<ConfigValue> values) {
    String keyspace = (String) value(values, MappingConfig.KEYSPACE).value();
    String separator = (String) value(values, MappingConfig.SEPARATOR).value();
    try {
      KeyTemplate.of("${table}", separator);
    } catch (IllegalArgumentException e) {
      add(values, MappingConfig.SEPARATOR, MappingConfig.SEPARATOR + " " + e.getMessage());
      return;
    }
    try {
      KeyTemplate.of(keyspace, separator);
    } catch (IllegalArgumentException e) {
      add(values, MappingConfig.KEYSPACE, MappingConfig.KEYSPACE + ": " + e.getMessage());
    }
    if (keyspace.isEmpty()
        && value(values, MappingConfig.TRUNCATE).value().equals(MappingConfig.APPLY)) {
      add(
          values,
          MappingConfig.TRUNCATE,
          MappingConfig.TRUNCATE
              + "=apply needs a redis.keyspace: without one a table's keys cannot be told from"
              + " others; set redis.keyspace, or redis.truncate=ignore or fail");
    }
  }

  private static boolean isFaultless(List<ConfigValue> values) {
    return values.stream().allMatch(value -> value.errorMessages().isEmpty());
  }

  private static ConfigValue value(List<ConfigValue> values, String name) {
    return values.stream().filter(value -> value.name().equals(name)).findFirst().orElseThrow();
  }

  private static void add(List<ConfigValue> values, String name, String message) {
    value(values, name).addErrorMessage(message);
  }

  private static String sorted(Set<String> names) {
    return String.join(", ", names.stream().sorted().toList());
  }
}
