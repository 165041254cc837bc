package io.walmirror.sink.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/**
 * What records become: one mapping for all of them, or several, each with settings of its own.
 *
 * @param ignoreUnmapped whether records that no mapping takes are passed over
 */
public record MappingsConfig(List<MappingConfig> mappings, boolean ignoreUnmapped) {

  public static final String MAPPINGS = "redis.mappings";
  public static final String UNMAPPED = "redis.unmapped";

  private static final String IGNORE = "ignore";
  private static final String GROUP = "Several mappings";

  static void define(ConfigDef settings) {
    settings
        .define(
            MAPPINGS,
            ConfigDef.Type.LIST,
            "",
            Validators.list("names of letters, digits, _ and -", MappingsConfig::checkNames),
            Importance.MEDIUM,
            "Several mappings in one connector, by names of your own: orders,feed. Each says which"
                + " records it takes, by redis.mappings.<name>.topics (names as the sink gets them,"
                + " after the transforms; * takes every record) or redis.mappings.<name>.tables"
                + " (schema.table), and redis.mappings.<name>.<x> outranks redis.<x> for every"
                + " setting of the group Mapping: redis.mappings.feed.type=string,"
                + " redis.mappings.feed.key=feed:${id}. A record may belong to several, and is done"
                + " when each has done its part. No Redis key may belong to two.",
            GROUP,
            1,
            ConfigDef.Width.LONG,
            "Mappings")
        .define(
            UNMAPPED,
            ConfigDef.Type.STRING,
            "reject",
            ConfigDef.ValidString.in("reject", IGNORE),
            Importance.MEDIUM,
            "What becomes of records that no mapping takes. reject: they are rejected, as what"
                + " cannot be applied is, to the dead letter queue or by failing the task. ignore:"
                + " they are counted and passed over.",
            GROUP,
            2,
            ConfigDef.Width.SHORT,
            "Unmapped records");
  }

  static MappingsConfig of(
      AbstractConfig config, Map<String, String> properties, FenceConfig fence) {
    List<String> names = config.getList(MAPPINGS);
    List<MappingConfig> mappings =
        names.isEmpty()
            ? List.of(MappingConfig.of("", Selection.EVERYTHING, config, fence))
            : names.stream().map(name -> mapping(name, properties, fence)).toList();
    return new MappingsConfig(mappings, config.getString(UNMAPPED).equals(IGNORE));
  }

  /** What the names of a mapping's own settings begin with. */
  public static String prefix(String mapping) {
    return MAPPINGS + "." + mapping + ".";
  }

  /** The name by which a mapping's own setting outranks this one. */
  public static String own(String mapping, String setting) {
    return prefix(mapping) + setting.substring(SinkConfig.PREFIX.length());
  }

  /** The settings of one mapping, by the names that they have for all. */
  public static ConfigDef definition() {
    ConfigDef settings = new ConfigDef();
    MappingConfig.define(settings);
    Selection.define(settings);
    return settings;
  }

  /** The properties of one mapping, by the names that they have for all. */
  public static Map<String, String> properties(String mapping, Map<String, String> all) {
    Map<String, String> some = new HashMap<>();
    for (String setting : definition().names()) {
      String own = all.get(own(mapping, setting));
      if (own != null) {
        some.put(setting, own);
      } else if (all.get(setting) != null && !isSelection(setting)) {
        some.put(setting, all.get(setting));
      }
    }
    boolean ownKeyspace = all.containsKey(own(mapping, MappingConfig.KEYSPACE));
    if (ownKeyspace && !all.containsKey(own(mapping, MappingConfig.KEY))) {
      some.remove(MappingConfig.KEY);
    }
    return some;
  }

  private static boolean isSelection(String setting) {
    return setting.equals(Selection.TOPICS) || setting.equals(Selection.TABLES);
  }

  /** One mapping; the name is empty where there is one for all records. */
  public static MappingConfig mapping(String name, Map<String, String> properties) {
    AbstractConfig config = new AbstractConfig(SinkConfig.definition(), properties, false);
    FenceConfig fence = FenceConfig.of(config);
    return name.isEmpty()
        ? MappingConfig.of(name, Selection.EVERYTHING, config, fence)
        : mapping(name, properties, fence);
  }

  private static MappingConfig mapping(
      String name, Map<String, String> properties, FenceConfig fence) {
    AbstractConfig config = new AbstractConfig(definition(), properties(name, properties), false);
    return MappingConfig.of(name, Selection.of(config), config, fence);
  }

  private static void checkNames(List<String> names) {
    for (String name : names) {
      if (!name.matches("[A-Za-z0-9_-]+")) {
        throw new IllegalArgumentException(
            "has \"" + name + "\"; names are made of letters, digits, _ and -");
      }
    }
    if (new TreeSet<>(names).size() < names.size()) {
      throw new IllegalArgumentException("names a mapping twice");
    }
  }
}
