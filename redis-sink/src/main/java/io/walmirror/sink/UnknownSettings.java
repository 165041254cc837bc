package io.walmirror.sink;

import io.walmirror.sink.config.MappingsConfig;
import io.walmirror.sink.config.SinkConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigValue;

/** Settings with our prefix that do not exist: slips of the pen, which would do nothing. */
final class UnknownSettings {

  private static final String OF_MAPPINGS = MappingsConfig.MAPPINGS + ".";

  private final Collection<String> mappings;
  private final Set<String> known = SinkConfig.definition().names();
  private final Set<String> ofMappings = MappingsConfig.definition().names();

  private UnknownSettings(Collection<String> mappings) {
    this.mappings = mappings;
  }

  /** Each with what is wrong, where these mappings are there. */
  static List<ConfigValue> find(Map<String, String> properties, Collection<String> mappings) {
    UnknownSettings settings = new UnknownSettings(mappings);
    List<ConfigValue> found = new ArrayList<>();
    for (String name : properties.keySet()) {
      settings
          .problem(name)
          .ifPresent(what -> found.add(new ConfigValue(name, null, List.of(), List.of(what))));
    }
    return found;
  }

  private Optional<String> problem(String name) {
    if (name.startsWith(OF_MAPPINGS)) {
      return ofMapping(name);
    }
    if (!name.startsWith(SinkConfig.PREFIX) || known.contains(name)) {
      return Optional.empty();
    }
    return Optional.of(
        name
            + " is no setting of this connector; the nearest is "
            + Spelling.nearest(name, known)
            + "; there are "
            + known.stream().sorted().collect(Collectors.joining(", ")));
  }

  private Optional<String> ofMapping(String name) {
    int dot = name.indexOf('.', OF_MAPPINGS.length());
    String mapping = name.substring(OF_MAPPINGS.length(), dot < 0 ? name.length() : dot);
    if (!mappings.contains(mapping)) {
      return Optional.of(
          name + " is of a mapping that redis.mappings does not name; add " + mapping + " there");
    }
    String setting = SinkConfig.PREFIX + (dot < 0 ? "" : name.substring(dot + 1));
    if (ofMappings.contains(setting)) {
      return Optional.empty();
    }
    if (known.contains(setting)) {
      return Optional.of(
          name + " cannot be set for one mapping; set " + setting + " for the connector");
    }
    return Optional.of(
        name
            + " is no setting of a mapping; the nearest is "
            + MappingsConfig.own(mapping, Spelling.nearest(setting, ofMappings)));
  }
}
