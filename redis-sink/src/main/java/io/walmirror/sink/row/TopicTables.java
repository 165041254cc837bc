package io.walmirror.sink.row;

import io.walmirror.envelope.TableName;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which table each topic is of, learned from its events: the tombstones of Debezium's connector do
 * not say it. A task that begins with one knows it from its memory, which outlives it; a topic that
 * is not in there has never had an event, hence no row to remove. For one thread.
 */
public final class TopicTables {

  /** What outlives the task. */
  public interface Memory {
    /** What is remembered of the topic, once this was remembered where nothing was. */
    String remember(String topic, String text);

    /** Remembers this of the topic, whatever was. */
    void correct(String topic, String text);

    /** What is remembered of the topic, if anything is. */
    Optional<String> recall(String topic);
  }

  /** Remembers nothing. */
  public static final Memory NONE =
      new Memory() {
        @Override
        public String remember(String topic, String text) {
          return text;
        }

        @Override
        public void correct(String topic, String text) {}

        @Override
        public Optional<String> recall(String topic) {
          return Optional.empty();
        }
      };

  /** Remembered of a topic that several tables share. */
  private static final String SEVERAL = "*";

  private final Memory memory;
  private final Map<String, String> known = new HashMap<>();
  private final Map<String, TableName> learnt = new HashMap<>();

  public TopicTables(Memory memory) {
    this.memory = memory;
  }

  /** An event of this table came out of the topic. */
  void learn(String topic, TableName table) {
    if (table.equals(learnt.get(topic))) {
      return;
    }
    String text = table.text();
    String before = known.get(topic);
    if (before == null || before.isEmpty()) {
      before = memory.remember(topic, text);
    }
    if (!before.equals(text) && !before.equals(SEVERAL)) {
      memory.correct(topic, SEVERAL);
      before = SEVERAL;
    }
    known.put(topic, before);
    learnt.put(topic, table);
  }

  /** The table of a record that does not say it. */
  Optional<TableName> table(String topic) {
    String text = known.get(topic);
    if (text == null) {
      text = memory.recall(topic).orElse("");
      known.put(topic, text);
    }
    return text.isEmpty() || text.equals(SEVERAL)
        ? Optional.empty()
        : Optional.of(TableName.parse(text));
  }
}
