package io.walmirror.sink;

import io.walmirror.sink.pipeline.Marks;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * How far this task has read its partitions, all of it settled, and the telling of it: once in
 * every interval each partition's mark in Redis is written, whether it moved or not. A mark is the
 * offset that comes next and a word that no other writing of a mark has, so that whoever reads it
 * can tell an old one from one that somebody stands behind now. For one thread.
 */
final class Reached {

  private final Marks marks;
  private final long intervalNanos;
  private final String writer = Long.toHexString(RandomGenerator.getDefault().nextLong());
  private final Set<TopicPartition> open = new HashSet<>();
  private final Map<TopicPartition, Long> next = new HashMap<>();
  private long writings;
  private long dueNanos = System.nanoTime();

  Reached(Marks marks, Duration interval) {
    this.marks = marks;
    this.intervalNanos = interval.toNanos();
  }

  /** The name under which a partition's mark is kept. */
  static String name(String topic, int partition) {
    return topic + "-" + partition;
  }

  /** The offset that a mark says comes next. */
  static long next(String mark) {
    int end = mark.indexOf(' ');
    return Long.parseLong(end < 0 ? mark : mark.substring(0, end));
  }

  void open(Collection<TopicPartition> partitions) {
    open.addAll(partitions);
    next.keySet().removeAll(partitions);
  }

  void close(Collection<TopicPartition> partitions) {
    open.removeAll(partitions);
    next.keySet().removeAll(partitions);
  }

  /** Everything delivered is settled. */
  void read(Collection<SinkRecord> delivered) {
    SinkRecord last = null;
    for (SinkRecord record : delivered) {
      if (last != null && !isSamePartition(last, record)) {
        read(last);
      }
      last = record;
    }
    if (last != null) {
      read(last);
    }
  }

  /** Everything before these offsets is settled, also what never became a record for us. */
  void read(Map<TopicPartition, OffsetAndMetadata> settled) {
    settled.forEach(
        (partition, end) -> {
          if (open.contains(partition)) {
            next.put(partition, end.offset());
          }
        });
  }

  /** Writes the marks if it is time to; what fails is done again the next time. */
  void tell() {
    long now = System.nanoTime();
    if (next.isEmpty() || now - dueNanos < 0) {
      return;
    }
    dueNanos = now + intervalNanos;
    String word = " " + writer + "-" + writings++;
    Map<String, String> texts = new HashMap<>();
    next.forEach(
        (partition, offset) ->
            texts.put(name(partition.topic(), partition.partition()), offset + word));
    marks.write(texts);
  }

  private void read(SinkRecord last) {
    TopicPartition partition =
        new TopicPartition(last.originalTopic(), last.originalKafkaPartition());
    if (open.contains(partition)) {
      next.put(partition, last.originalKafkaOffset() + 1);
    }
  }

  private static boolean isSamePartition(SinkRecord one, SinkRecord other) {
    return one.originalKafkaPartition().equals(other.originalKafkaPartition())
        && one.originalTopic().equals(other.originalTopic());
  }
}
