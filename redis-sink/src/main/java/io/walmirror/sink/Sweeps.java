package io.walmirror.sink;

import io.walmirror.sink.command.Command;
import io.walmirror.sink.command.Command.Empty;
import io.walmirror.sink.metrics.SinkMetrics;
import io.walmirror.sink.pipeline.Outcome;
import io.walmirror.sink.pipeline.RedisPipeline;
import io.walmirror.sink.pipeline.Sweep;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TRUNCATEs that are being carried out: a piece of the oldest at the end of each call, so that
 * changes go on beside it. No offset behind a TRUNCATE is committed before it is done: whoever
 * comes after a crash begins it again. For one thread.
 */
final class Sweeps {

  private static final Logger LOG = LoggerFactory.getLogger(Sweeps.class);

  /** How long one call may be at it. */
  private static final Duration PIECE = Duration.ofMillis(25);

  private record Job(Step.Send step, TopicPartition partition, Sweep sweep, long startedNanos) {}

  private final Deque<Job> jobs = new ArrayDeque<>();
  private final SinkMetrics metrics;

  Sweeps(SinkMetrics metrics) {
    this.metrics = metrics;
  }

  /** The table's floor was raised: what is older cannot come back, and is to be removed. */
  void begin(Step.Send step, Empty empty) {
    SinkRecord record = step.record();
    TopicPartition partition =
        new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
    jobs.add(new Job(step, partition, new Sweep(empty), System.nanoTime()));
    metrics.pendingTruncates(jobs.size());
    LOG.info("{}: removing the keys that are older", subject(empty));
  }

  boolean isPending() {
    return !jobs.isEmpty();
  }

  /** Another task has the partition and begins its TRUNCATEs again. */
  void close(Collection<TopicPartition> partitions) {
    jobs.removeIf(job -> partitions.contains(job.partition));
    metrics.pendingTruncates(jobs.size());
  }

  /** Goes on for a while. What comes of each piece is settled as a change's outcome is. */
  void run(RedisPipeline redis, Settlement settlement) {
    long started = System.nanoTime();
    while (!jobs.isEmpty() && System.nanoTime() - started < PIECE.toNanos()) {
      Job job = jobs.peek();
      Outcome outcome = redis.sweep(job.sweep);
      boolean goesOn = settlement.settlePiece(job.step, outcome);
      if (!goesOn || job.sweep.isDone()) {
        end(job, goesOn);
      }
    }
  }

  /** What may be committed: nothing from the first TRUNCATE on that is not done. */
  Map<TopicPartition, OffsetAndMetadata> committable(
      Map<TopicPartition, OffsetAndMetadata> settled) {
    Map<TopicPartition, OffsetAndMetadata> committable = new HashMap<>(settled);
    for (Job job : jobs) {
      long offset = job.step.record().originalKafkaOffset();
      committable.computeIfPresent(
          job.partition,
          (any, end) -> end.offset() <= offset ? end : new OffsetAndMetadata(offset));
    }
    return committable;
  }

  private void end(Job job, boolean done) {
    jobs.remove();
    metrics.pendingTruncates(jobs.size());
    if (done) {
      metrics.truncated(job.sweep.removed());
      LOG.info(
          "{}: removed {} keys in {} ms",
          subject(job.step.command()),
          job.sweep.removed(),
          Duration.ofNanos(System.nanoTime() - job.startedNanos).toMillis());
    }
  }

  private static String subject(Command command) {
    return "TRUNCATE of "
        + command.origin().table().map(Object::toString).orElse(command.origin().topic())
        + " at "
        + command.version();
  }
}
