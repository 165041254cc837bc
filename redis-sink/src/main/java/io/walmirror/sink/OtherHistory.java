package io.walmirror.sink;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Notices when the changes of a partition belong to another history than what Redis holds: changes
 * that are committed while the task runs, all of them older than their keys. A replay is no such
 * thing, for its changes were committed before; nor is what a TRUNCATE makes stale. For one thread.
 */
final class OtherHistory {

  /** How many changes in a row, and over how long, must be older. */
  private static final int CHANGES = 100;

  private static final Duration ADVANCE = Duration.ofMinutes(1);

  /** The changes since the last that was applied. */
  private static final class Run {
    private final long openedMillis;
    private int changes;
    private long firstMillis;

    Run(long openedMillis) {
      this.openedMillis = openedMillis;
    }
  }

  private final Clock clock;
  private final Map<TopicPartition, Run> runs = new HashMap<>();

  OtherHistory(Clock clock) {
    this.clock = clock;
  }

  void open(Collection<TopicPartition> partitions) {
    partitions.forEach(partition -> runs.putIfAbsent(partition, new Run(clock.millis())));
  }

  void close(Collection<TopicPartition> partitions) {
    runs.keySet().removeAll(partitions);
  }

  /** A change was newer than its key. */
  void applied(SinkRecord record) {
    Run run = runs.get(partition(record));
    if (run != null) {
      run.changes = 0;
    }
  }

  /** A change was older than its key; fails where too many were that should be new. */
  void fenced(SinkRecord record, long committedMillis) {
    Run run = runs.get(partition(record));
    if (run == null || committedMillis < run.openedMillis) {
      return;
    }
    if (run.changes++ == 0) {
      run.firstMillis = committedMillis;
    }
    if (run.changes >= CHANGES && committedMillis - run.firstMillis >= ADVANCE.toMillis()) {
      throw new ConnectException(
          "All "
              + run.changes
              + " changes of "
              + partition(record)
              + " that were committed from "
              + Instant.ofEpochMilli(run.firstMillis)
              + " to "
              + Instant.ofEpochMilli(committedMillis)
              + " are older than what their keys hold, so that none was applied: the source reads"
              + " another history than the one in Redis, as after a restore to an earlier moment."
              + " Let the source start a new generation (delete and create its connector, or set"
              + " position.generation; with redis.version=debezium or offset raise redis.version.generation"
              + " here), then restart this task. If another sink writes these keys,"
              + " give it a keyspace of its own.");
    }
  }

  private static TopicPartition partition(SinkRecord record) {
    return new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
  }
}
