package io.walmirror.connector.record;

import io.debezium.spi.schema.DataCollectionId;
import io.debezium.spi.topic.TopicNamingStrategy;
import io.walmirror.connector.topic.TableId;
import io.walmirror.envelope.EnvelopeFields;
import io.walmirror.envelope.TableName;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;

/** What topics are called, by a strategy that may be somebody else's. */
public record Naming(
    String prefix, TopicNamingStrategy<DataCollectionId> strategy, NameAdjustment schemas) {

  private static final Pattern TOPIC =
      Pattern.compile("[A-Za-z0-9._-]{1," + TopicNamingStrategy.MAX_NAME_LENGTH + "}");

  /** The topic of a table's changes. */
  public String topic(TableName table) {
    return topic(table.toString(), () -> strategy.dataChangeTopic(new TableId(table)));
  }

  /** The name of a table's key or row schema, which ends like this. */
  String schema(TableName table, String end) {
    return schemas.schema(
        asked(table.toString(), () -> strategy.recordSchemaPrefix(new TableId(table))) + end);
  }

  /** The name of the schema of a table's envelopes. */
  String envelope(TableName table) {
    return schemas.schema(topic(table) + EnvelopeFields.SCHEMA_SUFFIX);
  }

  /** Adds what the strategy has in keys; true if it has. */
  @SuppressWarnings("unchecked") // Its type parameters are Connect's, as Debezium's are.
  boolean addToSchema(TableName table, SchemaBuilder key) {
    return asked(table.toString(), () -> strategy.keySchemaAugment().augment(key));
  }

  /** Puts what was added into a key. */
  @SuppressWarnings("unchecked")
  void addToKey(TableName table, Struct key) {
    Schema schema = key.schema();
    asked(
        table.toString(),
        () -> strategy.keyValueAugment().augment(new TableId(table), schema, key));
  }

  /** Where logical messages go. */
  String messageTopic() {
    return prefix + ".message";
  }

  /** Where signs of life go. */
  public String heartbeatTopic() {
    return topic("heartbeats", strategy::heartbeatTopic);
  }

  /** Where is told which transactions begin and end. */
  public String transactionTopic() {
    return topic("transactions", strategy::transactionTopic);
  }

  /** Where control records go. */
  public String controlTopic() {
    return "__walmirror." + prefix;
  }

  private String topic(String of, Supplier<String> name) {
    String topic = asked(of, name);
    if (topic == null || !TOPIC.matcher(topic).matches() || topic.matches("\\.\\.?")) {
      throw new ConnectException(
          strategy.getClass().getName()
              + " names the topic of "
              + of
              + " "
              + topic
              + ", which no topic can be called: letters, digits, dots, hyphens and underscores, at"
              + " most "
              + TopicNamingStrategy.MAX_NAME_LENGTH
              + "; mend the strategy, or set another topic.naming.strategy");
    }
    return topic;
  }

  private <T> T asked(String of, Supplier<T> question) {
    try {
      return question.get();
    } catch (RuntimeException | LinkageError e) {
      throw new ConnectException(
          strategy.getClass().getName()
              + " failed when it was asked about "
              + of
              + ": "
              + e
              + "; mend it, or set another topic.naming.strategy",
          e);
    }
  }
}
