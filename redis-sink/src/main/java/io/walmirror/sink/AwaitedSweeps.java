package io.walmirror.sink;

import io.walmirror.sink.metrics.SinkMetrics;
import io.walmirror.sink.pipeline.Marks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sweeps whose snapshot was not read to its end yet: by this task or by others, which say in their
 * marks how far they are. A mark that was there before the sweep was met proves nothing, for its
 * writer may be gone and its partition be read again from the beginning; only one that was written
 * since counts. No offset behind such a sweep is committed. For one thread.
 */
final class AwaitedSweeps {

  private static final Logger LOG = LoggerFactory.getLogger(AwaitedSweeps.class);

  private static final class Awaited {
    private final Step.Sweep step;
    private final Map<String, Long> offsets = new HashMap<>();
    private Map<String, String> first;

    Awaited(Step.Sweep step) {
      this.step = step;
      step.sweep()
          .offsets()
          .forEach(
              (topic, partitions) ->
                  partitions.forEach(
                      (partition, offset) -> offsets.put(Reached.name(topic, partition), offset)));
    }

    /** Whether these marks say that every partition was read to the snapshot's end. */
    boolean isRead(Map<String, String> marks) {
      if (first == null) {
        first = marks;
        return offsets.isEmpty();
      }
      for (Map.Entry<String, Long> end : offsets.entrySet()) {
        String mark = marks.get(end.getKey());
        if (mark == null
            || mark.equals(first.get(end.getKey()))
            || Reached.next(mark) <= end.getValue()) {
          return false;
        }
      }
      return true;
    }
  }

  private final Marks marks;
  private final SinkMetrics metrics;
  private final long intervalNanos;
  private final List<Awaited> awaited = new ArrayList<>();
  private long dueNanos = System.nanoTime();

  AwaitedSweeps(Marks marks, Duration interval, SinkMetrics metrics) {
    this.marks = marks;
    this.intervalNanos = interval.toNanos();
    this.metrics = metrics;
  }

  /** A sweep was met; an older one of the same table has nothing left to do. */
  void add(Step.Sweep step) {
    awaited.removeIf(each -> each.step.sweep().table().equals(step.sweep().table()));
    awaited.add(new Awaited(step));
    dueNanos = System.nanoTime();
    metrics.awaitedSweeps(awaited.size());
    LOG.info(
        "Sweep of {} at {}: its keys that are older go when the snapshot was read to its end in {}",
        step.sweep().table(),
        step.sweep().before(),
        step.sweep().offsets());
  }

  boolean isEmpty() {
    return awaited.isEmpty();
  }

  /** Another task has the control topic's partition and meets its sweeps again. */
  void close(Collection<TopicPartition> partitions) {
    awaited.removeIf(each -> partitions.contains(each.step.partition()));
    metrics.awaitedSweeps(awaited.size());
  }

  /** Begins the sweeps whose time has come. */
  void run(Sweeps sweeps) {
    long now = System.nanoTime();
    if (awaited.isEmpty() || now - dueNanos < 0) {
      return;
    }
    dueNanos = now + intervalNanos;
    for (Iterator<Awaited> all = awaited.iterator(); all.hasNext(); ) {
      Awaited each = all.next();
      if (marks.read(each.offsets.keySet()).filter(each::isRead).isPresent()) {
        all.remove();
        each.step.tables().forEach(table -> sweeps.begin(each.step, table));
      }
    }
    metrics.awaitedSweeps(awaited.size());
  }

  /** What may be committed: nothing from the first awaited sweep on. */
  Map<TopicPartition, OffsetAndMetadata> committable(
      Map<TopicPartition, OffsetAndMetadata> settled) {
    Map<TopicPartition, OffsetAndMetadata> committable = new HashMap<>(settled);
    for (Awaited each : awaited) {
      Committable.holdBack(
          committable, each.step.partition(), each.step.record().originalKafkaOffset());
    }
    return committable;
  }
}
