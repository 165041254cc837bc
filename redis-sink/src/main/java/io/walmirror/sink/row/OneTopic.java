package io.walmirror.sink.row;

import io.walmirror.envelope.TableName;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Sees to it that versions which are offsets come from one topic for each table: those of two
 * topics have no order. For one thread.
 */
final class OneTopic {

  /** By table, or by the topic of what says no table. */
  private final Map<Object, String> topics = new HashMap<>();

  void check(Version version, Optional<TableName> table, SinkRecord record) {
    if (version.scheme() != VersionScheme.OFFSET) {
      return;
    }
    Object subject = table.isPresent() ? table.get() : record.topic();
    String topic = topics.putIfAbsent(subject, record.originalTopic());
    if (topic != null && !topic.equals(record.originalTopic())) {
      throw new RejectedRecordException(
          Refusal.NO_VERSION,
          "redis.version=offset, but "
              + table.map(Object::toString).orElse("topic " + record.topic())
              + " comes out of two topics of Kafka, "
              + topic
              + " and "
              + record.originalTopic()
              + ", whose offsets have no order; give each a connector and keyspace of its own");
    }
  }
}
