package io.walmirror.connector.config;

import io.debezium.spi.schema.DataCollectionId;
import io.debezium.spi.topic.TopicNamingStrategy;
import io.walmirror.connector.topic.TopicNames;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.BiConsumer;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/** What topics are called. */
public final class TopicSettings {

  public static final String STRATEGY = "topic.naming.strategy";
  public static final String DELIMITER = "topic.delimiter";
  public static final String HEARTBEAT = "topic.heartbeat.name";
  public static final String TRANSACTION = "topic.transaction";
  public static final String REGEX = "topic.regex";
  public static final String REPLACEMENT = "topic.replacement";
  public static final String KEY_UNIQUE = "topic.key.enforce.uniqueness";
  public static final String KEY_FIELD = "topic.key.field.name";
  public static final String KEY_REGEX = "topic.key.field.regex";
  public static final String KEY_REPLACEMENT = "topic.key.field.replacement";

  private static final List<String> OWN =
      List.of(
          DELIMITER,
          HEARTBEAT,
          TRANSACTION,
          REGEX,
          REPLACEMENT,
          KEY_UNIQUE,
          KEY_FIELD,
          KEY_REGEX,
          KEY_REPLACEMENT);

  private static final String SIGNS = "letters, digits, dots, hyphens, underscores";
  private static final String GROUP = "Topics";

  private TopicSettings() {}

  static void define(ConfigDef config) {
    define(
        config,
        1,
        STRATEGY,
        TopicNames.DEFAULT,
        Rules.NOT_BLANK,
        "The class that names topics: in io.debezium.schema. SchemaTopicNamingStrategy"
            + " (<prefix>.<schema>.<table>), DefaultTopicNamingStrategy (<prefix>.<table>),"
            + " SchemaUnicodeTopicNamingStrategy and DefaultUnicodeTopicNamingStrategy (signs that no"
            + " topic may have as _uXXXX), SchemaRegexTopicNamingStrategy and"
            + " DefaultRegexTopicNamingStrategy (changed by topic.regex), or an"
            + " io.debezium.spi.topic.TopicNamingStrategy of your own in the plugin's folder.");
    define(
        config,
        2,
        DELIMITER,
        ".",
        Rules.matching("[A-Za-z0-9._-]{1,8}", SIGNS),
        "What stands between the parts of a topic's name.");
    define(
        config,
        3,
        HEARTBEAT,
        "",
        Rules.matching("[A-Za-z0-9._-]{0,249}", SIGNS),
        "The heartbeat topic's whole name; empty for <topic.heartbeat.prefix>.<topic.prefix>.");
    define(
        config,
        4,
        TRANSACTION,
        "transaction",
        Rules.matching("[A-Za-z0-9._-]{1,60}", SIGNS),
        "The last part of the name of the topic that tells of transactions.");
    define(
        config,
        5,
        REGEX,
        "",
        Rules.PATTERN,
        "For the regex strategies: what a topic's name must match as a whole to be changed.");
    define(config, 6, REPLACEMENT, "", null, "What such a name becomes; $1 is the first group.");
    config.define(
        KEY_UNIQUE,
        ConfigDef.Type.BOOLEAN,
        true,
        Importance.LOW,
        "For the regex strategies: whether keys have a field more that tells the table, because keys"
            + " of several tables that share a topic may be equal.",
        GROUP,
        7,
        Width.SHORT,
        KEY_UNIQUE);
    define(
        config,
        8,
        KEY_FIELD,
        "__dbz__physicalTableIdentifier",
        Rules.NOT_BLANK,
        "The name of that field.");
    define(
        config,
        9,
        KEY_REGEX,
        "",
        Rules.PATTERN,
        "What a topic's usual name must match as a whole for the field to have another value.");
    define(config, 10, KEY_REPLACEMENT, "", null, "The value then; $1 is the first group.");
  }

  private static void define(
      ConfigDef config,
      int order,
      String name,
      String value,
      ConfigDef.Validator rule,
      String doc) {
    config.define(
        name,
        ConfigDef.Type.STRING,
        value,
        rule,
        Importance.LOW,
        doc,
        GROUP,
        order,
        Width.LONG,
        name);
  }

  static TopicNamingStrategy<DataCollectionId> strategy(AbstractConfig config) {
    return TopicNames.load(config.getString(STRATEGY), properties(config));
  }

  /** Tells what is wrong with a strategy. */
  static void check(AbstractConfig config, BiConsumer<String, String> problems) {
    TopicNames.load(config.getString(STRATEGY), properties(config), problems);
  }

  /** All settings, and those that are about topics with their defaults. */
  private static Properties properties(AbstractConfig config) {
    Properties properties = new Properties();
    for (Map.Entry<String, String> each : config.originalsStrings().entrySet()) {
      if (each.getValue() != null) {
        properties.setProperty(each.getKey(), each.getValue());
      }
    }
    for (String name : OWN) {
      properties.setProperty(name, String.valueOf(config.values().get(name)));
    }
    properties.setProperty(EventSettings.PREFIX, config.getString(EventSettings.PREFIX));
    properties.setProperty(
        HeartbeatSettings.TOPIC_PREFIX, config.getString(HeartbeatSettings.TOPIC_PREFIX));
    return properties;
  }
}
