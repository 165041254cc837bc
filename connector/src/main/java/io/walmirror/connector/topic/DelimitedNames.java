package io.walmirror.connector.topic;

import io.debezium.spi.schema.DataCollectionId;
import io.debezium.spi.topic.TopicNamingStrategy;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code <prefix>.<schema>.<table>}, or without the schema, and signs that no topic may have
 * replaced: what Debezium's own strategies are made of.
 */
class DelimitedNames implements TopicNamingStrategy<DataCollectionId> {

  private final boolean withSchema;
  private final boolean unicode;
  private final String prefix;
  private final String delimiter;
  private final String transaction;
  private final String heartbeat;

  DelimitedNames(Properties settings, boolean withSchema, boolean unicode) {
    this.withSchema = withSchema;
    this.unicode = unicode;
    this.prefix = settings.getProperty("topic.prefix");
    this.delimiter = settings.getProperty("topic.delimiter");
    this.transaction = settings.getProperty("topic.transaction");
    String name = settings.getProperty("topic.heartbeat.name");
    this.heartbeat =
        name.isBlank() ? settings.getProperty("topic.heartbeat.prefix") + delimiter + prefix : name;
  }

  @Override
  public void configure(Properties settings) {
    // It is, once it is made.
  }

  /** The name before it is made fit for Kafka. */
  String plainName(DataCollectionId table) {
    List<String> parts = withSchema ? table.schemaParts() : table.databaseParts();
    return Stream.concat(Stream.of(prefix), parts.stream())
        .filter(part -> part != null && !part.isBlank())
        .collect(Collectors.joining(delimiter));
  }

  @Override
  public String dataChangeTopic(DataCollectionId table) {
    return sanitizedTopicName(plainName(table));
  }

  @Override
  public String schemaChangeTopic() {
    return prefix;
  }

  @Override
  public String heartbeatTopic() {
    return heartbeat;
  }

  @Override
  public String transactionTopic() {
    return prefix + delimiter + transaction;
  }

  @Override
  public String sanitizedTopicName(String name) {
    if (name.equals(".") || name.equals("..")) {
      return replaced('.').repeat(name.length());
    }
    StringBuilder topic = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char sign = name.charAt(i);
      if (isValid(sign)) {
        topic.append(sign);
      } else {
        topic.append(replaced(sign));
      }
    }
    return topic.length() > MAX_NAME_LENGTH
        ? topic.substring(0, MAX_NAME_LENGTH)
        : topic.toString();
  }

  private boolean isValid(char sign) {
    return (sign >= 'a' && sign <= 'z')
        || (sign >= 'A' && sign <= 'Z')
        || (sign >= '0' && sign <= '9')
        || sign == '.'
        || sign == '-'
        || (sign == '_' && !unicode);
  }

  private String replaced(char sign) {
    return unicode ? String.format("_u%04x", (int) sign) : "_";
  }
}
