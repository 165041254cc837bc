package io.walmirror.connector.topic;

import io.debezium.spi.schema.DataCollectionId;
import io.debezium.spi.topic.TopicNamingStrategy;
import io.walmirror.connector.foreign.ForeignClass;
import java.lang.reflect.InvocationTargetException;
import java.util.Properties;
import java.util.function.BiConsumer;
import org.apache.kafka.connect.errors.ConnectException;

/** Naming strategies by the names of their classes; Debezium's own are done here. */
public final class TopicNames {

  private static final String DEBEZIUM = "io.debezium.schema.";
  public static final String DEFAULT = DEBEZIUM + "SchemaTopicNamingStrategy";

  private TopicNames() {}

  /** The strategy, or what is wrong with it told by the name of a setting, and null. */
  public static TopicNamingStrategy<DataCollectionId> load(
      String type, Properties settings, BiConsumer<String, String> problems) {
    String name = "topic.naming.strategy";
    try {
      return strategy(type, settings, problems);
    } catch (ClassNotFoundException e) {
      problems.accept(
          name,
          "there is no class "
              + type
              + "; put its jar into the plugin's own folder, beside walmirror's, on every worker");
    } catch (ClassCastException e) {
      problems.accept(
          name, type + " is no io.debezium.spi.topic.TopicNamingStrategy; name one that is");
    } catch (InvocationTargetException e) {
      problems.accept(name, type + " does not accept the settings: " + e.getCause());
    } catch (ReflectiveOperationException | LinkageError e) {
      problems.accept(
          name,
          type
              + " cannot be made: "
              + e
              + "; it needs a public constructor with java.util.Properties and no classes but those"
              + " of debezium-api, connect-api and its own jar");
    }
    return null;
  }

  /** The strategy; fails where it cannot be made. */
  public static TopicNamingStrategy<DataCollectionId> load(String type, Properties settings) {
    return load(
        type,
        settings,
        (name, problem) -> {
          throw new ConnectException(name + ": " + problem);
        });
  }

  @SuppressWarnings(
      "unchecked") // Every table here is a TableId, which each of them is asked about.
  private static TopicNamingStrategy<DataCollectionId> strategy(
      String type, Properties settings, BiConsumer<String, String> problems)
      throws ReflectiveOperationException {
    return switch (type) {
      case DEFAULT -> new DelimitedNames(settings, true, false);
      case DEBEZIUM + "DefaultTopicNamingStrategy" -> new DelimitedNames(settings, false, false);
      case DEBEZIUM + "SchemaUnicodeTopicNamingStrategy" ->
          new DelimitedNames(settings, true, true);
      case DEBEZIUM + "DefaultUnicodeTopicNamingStrategy" ->
          new DelimitedNames(settings, false, true);
      case DEBEZIUM + "SchemaRegexTopicNamingStrategy" -> routed(settings, true, problems);
      case DEBEZIUM + "DefaultRegexTopicNamingStrategy" -> routed(settings, false, problems);
      default ->
          ForeignClass.named(type)
              .asSubclass(TopicNamingStrategy.class)
              .getDeclaredConstructor(Properties.class)
              .newInstance(settings);
    };
  }

  private static RoutedNames routed(
      Properties settings, boolean withSchema, BiConsumer<String, String> problems) {
    boolean complete = true;
    for (String name : new String[] {"topic.regex", "topic.replacement"}) {
      if (settings.getProperty(name).isBlank()) {
        problems.accept(name, "is needed by the strategy that topic.naming.strategy names");
        complete = false;
      }
    }
    if (!settings.getProperty("topic.key.field.regex").isBlank()
        && settings.getProperty("topic.key.field.replacement").isBlank()) {
      problems.accept("topic.key.field.replacement", "is needed with topic.key.field.regex");
      complete = false;
    }
    return complete ? new RoutedNames(settings, withSchema) : null;
  }
}
