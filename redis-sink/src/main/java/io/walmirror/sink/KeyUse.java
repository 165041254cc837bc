package io.walmirror.sink;

import io.walmirror.sink.KeySettings.Problem;
import io.walmirror.sink.config.MappingConfig;
import io.walmirror.sink.row.RowReader;
import io.walmirror.sink.template.KeyTemplate;
import io.walmirror.sink.template.TableKeys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys that a mapping will write, as far as its settings tell: for each of its tables, or for
 * each of its topics, whose names end in schema and table where no transform changes them. What is
 * not known may be anything, and shows when the records arrive.
 */
final class KeyUse {

  /** Which rows some keys are for. */
  private record Subject(String name, Map<String, String> values) {

    static Subject ofTable(String table) {
      int dot = table.indexOf('.');
      return new Subject(
          "table " + table,
          Map.of(
              KeyTemplate.SCHEMA,
              table.substring(0, dot),
              KeyTemplate.TABLE,
              table.substring(dot + 1)));
    }

    static Subject ofTopic(String topic) {
      String[] words = topic.split("\\.", -1);
      return new Subject(
          "topic " + topic,
          words.length < 3
              ? Map.of(KeyTemplate.TOPIC, topic)
              : Map.of(
                  KeyTemplate.TOPIC,
                  topic,
                  KeyTemplate.SCHEMA,
                  words[words.length - 2],
                  KeyTemplate.TABLE,
                  words[words.length - 1]));
    }

    boolean isTopic() {
      return values.containsKey(KeyTemplate.TOPIC);
    }

    boolean isKnownTo(KeyTemplate key) {
      return KeyTemplate.PLACEHOLDERS.stream()
          .allMatch(name -> !key.names(name) || values.containsKey(name));
    }

    TableKeys keys(KeyTemplate key) {
      return key.of(name -> Optional.ofNullable(values.get(name)));
    }
  }

  private final MappingConfig mapping;
  private final String setting;
  private final List<Subject> subjects = new ArrayList<>();

  /** With the name of the setting that makes its keys. */
  KeyUse(MappingConfig mapping, String setting, Map<String, String> properties) {
    this.mapping = mapping;
    this.setting = setting;
    Collection<String> topics = mapping.selection().topics();
    if (mapping.selection().all()) {
      topics = topics(properties);
    }
    topics.forEach(topic -> subjects.add(Subject.ofTopic(topic)));
    mapping.selection().tables().forEach(table -> subjects.add(Subject.ofTable(table)));
    if (subjects.isEmpty()) {
      subjects.add(new Subject("any", Map.of()));
    }
  }

  /** The first two of them that would write the same keys. */
  static Optional<Problem> conflict(List<KeyUse> uses) {
    for (int i = 0; i < uses.size(); i++) {
      Optional<Problem> problem = uses.get(i).conflict();
      for (int j = 0; j < i && problem.isEmpty(); j++) {
        problem = uses.get(i).conflict(uses.get(j));
      }
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  /** Two of its own tables that have the same keys. */
  private Optional<Problem> conflict() {
    KeyTemplate key = mapping.key();
    for (Subject one : subjects) {
      for (Subject other : subjects) {
        if (!one.name.equals(other.name)
            && one.isTopic() == other.isTopic()
            && one.isKnownTo(key)
            && other.isKnownTo(key)
            && one.keys(key).name().equals(other.keys(key).name())) {
          return problem(
              "the tables of "
                  + one.name
                  + " and "
                  + other.name
                  + " would share keys; name ${schema} and ${table}, or give each its own mapping"
                  + " or connector");
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Problem> conflict(KeyUse other) {
    for (Subject mine : subjects) {
      for (Subject its : other.subjects) {
        TableKeys keys = mine.keys(mapping.key());
        TableKeys others = its.keys(other.mapping.key());
        if (keys.meets(others) && !isApart(mine, other, its)) {
          return problem(
              "its keys "
                  + keys.pattern()
                  + " ("
                  + mine.name
                  + ") may be those of the mapping "
                  + other.mapping.name()
                  + ", "
                  + others.pattern()
                  + " ("
                  + its.name
                  + "), and a key belongs to one mapping; begin both with text of their own, or"
                  + " choose their records by tables, which say what ${table} is");
        }
      }
    }
    return Optional.empty();
  }

  /** Whether they write alike, but for different tables, which the key names. */
  private boolean isApart(Subject mine, KeyUse other, Subject its) {
    return mine.isTopic()
        && its.isTopic()
        && !mine.name.equals(its.name)
        && mapping.key().isSame(other.mapping.key())
        && mapping.key().names(KeyTemplate.TABLE)
        && !mine.isKnownTo(mapping.key());
  }

  private static List<String> topics(Map<String, String> properties) {
    return Arrays.stream(properties.getOrDefault("topics", "").split(",", -1))
        .map(String::strip)
        .filter(topic -> !topic.isEmpty() && !topic.startsWith(RowReader.CONTROL_TOPIC_PREFIX))
        .distinct()
        .toList();
  }

  private Optional<Problem> problem(String message) {
    return Optional.of(new Problem(setting, setting + ": " + message));
  }
}
