package io.walmirror.connector.topic;

import io.debezium.spi.schema.DataCollectionId;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * Names that a regular expression changes, so that several tables share a topic; a field more in
 * the key tells their rows apart.
 */
final class RoutedNames extends DelimitedNames {

  private final Pattern regex;
  private final String replacement;
  private final boolean tellsTables;
  private final String keyField;
  private final Pattern keyRegex;
  private final String keyReplacement;

  RoutedNames(Properties settings, boolean withSchema) {
    super(settings, withSchema, false);
    this.regex = Pattern.compile(settings.getProperty("topic.regex"));
    this.replacement = settings.getProperty("topic.replacement");
    this.tellsTables = Boolean.parseBoolean(settings.getProperty("topic.key.enforce.uniqueness"));
    this.keyField = settings.getProperty("topic.key.field.name");
    String keys = settings.getProperty("topic.key.field.regex");
    this.keyRegex = keys.isBlank() ? null : Pattern.compile(keys);
    this.keyReplacement = settings.getProperty("topic.key.field.replacement");
  }

  @Override
  public String dataChangeTopic(DataCollectionId table) {
    String usual = super.dataChangeTopic(table);
    Matcher matcher = regex.matcher(usual);
    String routed = matcher.matches() ? matcher.replaceFirst(replacement) : usual;
    return routed.isEmpty() ? usual : routed;
  }

  @Override
  public TopicSchemaAugment<SchemaBuilder> keySchemaAugment() {
    return schema -> {
      if (tellsTables) {
        schema.field(keyField, Schema.STRING_SCHEMA);
      }
      return tellsTables;
    };
  }

  @Override
  public TopicValueAugment<DataCollectionId, Schema, Struct> keyValueAugment() {
    return (table, schema, key) -> {
      if (tellsTables) {
        key.put(keyField, identifier(plainName(table)));
      }
      return tellsTables;
    };
  }

  private String identifier(String name) {
    if (keyRegex == null) {
      return name;
    }
    Matcher matcher = keyRegex.matcher(name);
    return matcher.matches() ? matcher.replaceFirst(keyReplacement) : name;
  }
}
