package io.walmirror.sink;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Which partitions are this task's and how far what Connect delivered of them is settled.
 * Partitions and offsets are those of the original records, since transforms change a record's
 * topic.
 *
 * <p>After a retriable failure Connect delivers the very same record objects again: all of them, or
 * fewer if partitions were revoked meanwhile. What was settled before the failure is known by
 * identity and not done twice. For one thread.
 */
final class Progress {

  private final Set<TopicPartition> open = new HashSet<>();
  private final Map<TopicPartition, Long> unsettledFrom = new HashMap<>();
  private final Set<SinkRecord> settled = Collections.newSetFromMap(new IdentityHashMap<>());
  private Collection<SinkRecord> delivery = List.of();
  private int settledNow;

  void open(Collection<TopicPartition> partitions) {
    open.addAll(partitions);
    unsettledFrom.keySet().removeAll(partitions);
  }

  void close(Collection<TopicPartition> partitions) {
    open.removeAll(partitions);
    unsettledFrom.keySet().removeAll(partitions);
  }

  void begin(Collection<SinkRecord> delivered) {
    delivery = delivered;
    settledNow = 0;
  }

  /**
   * Whether the record is to be done now: its partition is ours, which Connect does not always see
   * to, and it was not settled before an interruption.
   */
  boolean isDue(SinkRecord record) {
    return open.contains(partition(record)) && (settled.isEmpty() || !settled.contains(record));
  }

  /** One more of the records that are due is settled, in the order of their delivery. */
  void settledNext() {
    settledNow++;
  }

  /** The delivery is settled to its end. */
  void completed() {
    settled.clear();
    unsettledFrom.clear();
    delivery = List.of();
  }

  /** The delivery ends early: all behind the last settled record is still to be done. */
  void interrupted() {
    List<SinkRecord> due = delivery.stream().filter(this::isDue).toList();
    settled.addAll(due.subList(0, settledNow));
    for (SinkRecord record : due.subList(settledNow, due.size())) {
      unsettledFrom.merge(partition(record), record.originalKafkaOffset(), Math::min);
    }
    delivery = List.of();
  }

  /** What may be committed of the offsets that Connect has reached: nothing that is not settled. */
  Map<TopicPartition, OffsetAndMetadata> committable(
      Map<TopicPartition, OffsetAndMetadata> reached) {
    Map<TopicPartition, OffsetAndMetadata> committable = new HashMap<>(reached);
    unsettledFrom.forEach(
        (partition, offset) -> Committable.holdBack(committable, partition, offset));
    return committable;
  }

  private static TopicPartition partition(SinkRecord record) {
    return new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
  }
}
