package io.walmirror.sink;

import io.walmirror.sink.pipeline.Note;
import io.walmirror.sink.pipeline.RedisPipeline;
import io.walmirror.sink.row.TopicTables;
import java.util.List;
import java.util.Optional;

/** Remembers in Redis which tables the topics of a mapping are of. For one thread. */
final class NotedTopics implements TopicTables.Memory {

  private final String connector;
  private final String mapping;
  private final RedisPipeline redis;
  private final Settlement settlement;

  NotedTopics(String connector, String mapping, RedisPipeline redis, Settlement settlement) {
    this.connector = connector;
    this.mapping = mapping;
    this.redis = redis;
    this.settlement = settlement;
  }

  @Override
  public String remember(String topic, String text) {
    return answered(topic, redis.note(names(topic), text, false)).orElseThrow();
  }

  @Override
  public void correct(String topic, String text) {
    answered(topic, redis.note(names(topic), text, true));
  }

  @Override
  public Optional<String> recall(String topic) {
    return answered(topic, redis.noted(names(topic)));
  }

  private Optional<String> answered(String topic, Note note) {
    if (note.failure().isPresent()) {
      throw settlement.unanswered("which table topic " + topic + " is of", note.failure().get());
    }
    return note.text();
  }

  private List<String> names(String topic) {
    return List.of(connector, mapping, topic);
  }
}
