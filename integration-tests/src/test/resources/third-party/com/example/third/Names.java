package com.example.third;

import io.debezium.spi.schema.DataCollectionId;
import io.debezium.spi.topic.TopicNamingStrategy;
import java.util.Properties;

/** Names a topic by everything that it is told of a table. */
public final class Names implements TopicNamingStrategy<DataCollectionId> {

  private String company;

  public Names(Properties settings) {
    configure(settings);
  }

  @Override
  public void configure(Properties settings) {
    company = settings.getProperty("names.company") + "." + settings.getProperty("topic.prefix");
  }

  @Override
  public String dataChangeTopic(DataCollectionId table) {
    return sanitizedTopicName(
        company
            + "."
            + table.identifier()
            + "-"
            + table.databaseParts()
            + "-"
            + table.schemaParts()
            + "-"
            + table.parts());
  }

  @Override
  public String recordSchemaPrefix(DataCollectionId table) {
    return "com.example." + table.schemaParts().get(table.schemaParts().size() - 1);
  }

  @Override
  public String schemaChangeTopic() {
    return company;
  }

  @Override
  public String heartbeatTopic() {
    return company + ".beats";
  }

  @Override
  public String transactionTopic() {
    return company + ".transactions";
  }

  @Override
  public String sanitizedTopicName(String name) {
    String topic = name.replaceAll("[^a-zA-Z0-9._-]", "_");
    return topic.substring(0, Math.min(topic.length(), MAX_NAME_LENGTH));
  }
}
