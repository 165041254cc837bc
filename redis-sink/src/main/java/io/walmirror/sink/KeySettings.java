package io.walmirror.sink;

import static io.walmirror.sink.config.MappingConfig.KEY;
import static io.walmirror.sink.config.MappingConfig.KEYSPACE;
import static io.walmirror.sink.config.MappingConfig.SEPARATOR;
import static io.walmirror.sink.config.MappingConfig.TRUNCATE;
import static io.walmirror.sink.config.MappingConfig.TTL;

import io.walmirror.sink.command.RowType;
import io.walmirror.sink.command.TruncatePolicy;
import io.walmirror.sink.config.MappingConfig;
import io.walmirror.sink.config.MappingsConfig;
import io.walmirror.sink.template.KeyTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether the settings that make keys fit each other and the topics. */
final class KeySettings {

  /** What is wrong, and with which setting. */
  record Problem(String setting, String message) {}

  private final String mapping;
  private final Map<String, String> all;
  private final Map<String, String> own;

  private KeySettings(String mapping, Map<String, String> all) {
    this.mapping = mapping;
    this.all = all;
    this.own = mapping.isEmpty() ? all : MappingsConfig.properties(mapping, all);
  }

  /** The first problem there is; the single settings are known to be well formed. */
  static Optional<Problem> problem(Map<String, String> properties, List<String> mappings) {
    List<KeyUse> uses = new ArrayList<>();
    for (String name : mappings.isEmpty() ? List.of("") : mappings) {
      KeySettings settings = new KeySettings(name, properties);
      Optional<Problem> problem = settings.single(uses);
      if (problem.isPresent()) {
        return problem;
      }
    }
    return KeyUse.conflict(uses);
  }

  private Optional<Problem> single(List<KeyUse> uses) {
    try {
      KeyTemplate.of("${table}", own.getOrDefault(SEPARATOR, ":"));
    } catch (IllegalArgumentException e) {
      return problem(SEPARATOR, " " + e.getMessage());
    }
    boolean whole = !own.getOrDefault(KEY, "").isEmpty();
    if (whole && isSetBeside(name(KEY))) {
      return problem(KEY, " is the whole key, " + KEYSPACE + " included; leave one of the two out");
    }
    String named = whole ? KEY : KEYSPACE;
    try {
      MappingConfig config = MappingsConfig.mapping(mapping, all);
      if (config.selection().isEmpty()) {
        return Optional.of(
            new Problem(
                MappingsConfig.MAPPINGS,
                MappingsConfig.prefix(mapping)
                    + "topics and "
                    + MappingsConfig.prefix(mapping)
                    + "tables are both missing: say which records the mapping takes, * for all"));
      }
      uses.add(new KeyUse(config, name(named), all));
      return template(named, config);
    } catch (IllegalArgumentException e) {
      return problem(named, ": " + e.getMessage());
    }
  }

  private Optional<Problem> template(String named, MappingConfig config) {
    KeyTemplate key = config.key();
    if (!key.namesRow() && config.type() != RowType.DELETE) {
      return problem(
          named,
          " names no column, so that all rows would overwrite each other; add ${pk}, or the"
              + " columns of the primary key");
    }
    if (config.ttl().isPresent() && config.type() == RowType.DELETE) {
      return problem(
          TTL, " means nothing with redis.type=delete, which writes nothing; leave it out");
    }
    if (config.truncates() == TruncatePolicy.APPLY && !key.tellsKeys()) {
      return problem(
          TRUNCATE,
          "=apply needs a key that tells the table's keys from others, and "
              + named
              + " has nothing but values; set redis.keyspace, begin redis.key with some text, or"
              + " set redis.truncate=ignore or fail");
    }
    return Optional.empty();
  }

  /** Whether a keyspace is set where that key is: for the mapping, or for all. */
  private boolean isSetBeside(String key) {
    return all.containsKey(key.equals(KEY) ? KEYSPACE : MappingsConfig.own(mapping, KEYSPACE));
  }

  /** The name under which the setting is set for this mapping. */
  private String name(String setting) {
    String owned = MappingsConfig.own(mapping, setting);
    return all.containsKey(owned) ? owned : setting;
  }

  private Optional<Problem> problem(String setting, String message) {
    return Optional.of(new Problem(name(setting), name(setting) + message));
  }
}
