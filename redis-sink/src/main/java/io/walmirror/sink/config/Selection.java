package io.walmirror.sink.config;

import io.walmirror.envelope.TableName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/**
 * Which records a mapping takes: those of its topics and those of its tables.
 *
 * @param all whether it takes every record
 */
public record Selection(boolean all, Set<String> topics, Set<String> tables) {

  public static final Selection EVERYTHING = new Selection(true, Set.of(), Set.of());

  static final String TOPICS = "redis.topics";
  static final String TABLES = "redis.tables";

  private static final String EVERY = "*";

  /** As the settings of a mapping, which are read without the name of the mapping. */
  static void define(ConfigDef settings) {
    settings
        .define(TOPICS, ConfigDef.Type.LIST, "", Importance.HIGH, "Topics.")
        .define(
            TABLES,
            ConfigDef.Type.LIST,
            "",
            Validators.list("schema.table", Selection::checkTables),
            Importance.HIGH,
            "Tables.");
  }

  static Selection of(AbstractConfig config) {
    List<String> topics = config.getList(TOPICS);
    return new Selection(
        topics.contains(EVERY), Set.copyOf(topics), Set.copyOf(config.getList(TABLES)));
  }

  /** Whether it takes nothing. */
  public boolean isEmpty() {
    return !all && topics.isEmpty() && tables.isEmpty();
  }

  public boolean takes(String topic, Optional<TableName> table) {
    return all
        || topics.contains(topic)
        || (table.isPresent() && tables.contains(table.get().toString()));
  }

  /** Whether it may take a record of that topic whose table is not known. */
  public boolean mayTake(String topic) {
    return all || topics.contains(topic) || !tables.isEmpty();
  }

  private static void checkTables(List<String> tables) {
    for (String table : tables) {
      int dot = table.indexOf('.');
      if (dot < 1 || dot == table.length() - 1) {
        throw new IllegalArgumentException("has \"" + table + "\", which is not schema.table");
      }
    }
  }
}
