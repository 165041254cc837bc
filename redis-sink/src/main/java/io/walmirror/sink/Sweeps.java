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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TRUNCATEs, and the sweeps behind complete snapshots, that are being carried out: a piece of
 * the oldest at the end of each call, so that changes go on beside it. No offset behind one is
 * committed before it is done: whoever comes after a crash begins it again. For one thread.
 */
final class Sweeps {

  private static final Logger LOG = LoggerFactory.getLogger(Sweeps.class);

  /** How long one call may be at it. */
  private static final Duration PIECE = Duration.ofMillis(25);

  /** What empties a table. */
  private enum Cause {
    TRUNCATE,
    SNAPSHOT
  }

  private record Job(Cause cause, Step.Send step, Sweep sweep, long startedNanos) {
    String subject() {
      Command command = step.command();
      return (cause == Cause.TRUNCATE ? "TRUNCATE of " : "Sweep of ")
          + command.origin().table().map(Object::toString).orElse(command.origin().topic())
          + " at "
          + command.version();
    }
  }

  private final Deque<Job> jobs = new ArrayDeque<>();
  private final SinkMetrics metrics;

  Sweeps(SinkMetrics metrics) {
    this.metrics = metrics;
  }

  /** The table's floor was raised: what is older cannot come back, and is to be removed. */
  void begin(Step.Send step, Empty empty) {
    begin(Cause.TRUNCATE, step, empty);
  }

  /** The first piece raises the table's floor. */
  void begin(Step.Sweep step, Empty empty) {
    begin(Cause.SNAPSHOT, new Step.Send(step.record(), empty), empty);
  }

  private void begin(Cause cause, Step.Send step, Empty empty) {
    Job job = new Job(cause, step, new Sweep(empty), System.nanoTime());
    jobs.add(job);
    countPending();
    LOG.info("{}: removing the keys that are older", job.subject());
  }

  boolean isPending() {
    return !jobs.isEmpty();
  }

  /** Another task has the partition and begins its TRUNCATEs again. */
  void close(Collection<TopicPartition> partitions) {
    jobs.removeIf(job -> partitions.contains(job.step.partition()));
    countPending();
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

  /** What may be committed: nothing from the first of them on that is not done. */
  Map<TopicPartition, OffsetAndMetadata> committable(
      Map<TopicPartition, OffsetAndMetadata> settled) {
    Map<TopicPartition, OffsetAndMetadata> committable = new HashMap<>(settled);
    for (Job job : jobs) {
      Committable.holdBack(
          committable, job.step.partition(), job.step.record().originalKafkaOffset());
    }
    return committable;
  }

  private void end(Job job, boolean done) {
    jobs.remove();
    countPending();
    if (!done) {
      return;
    }
    if (job.cause == Cause.TRUNCATE) {
      metrics.truncated(job.sweep.removed());
    } else {
      metrics.swept(job.sweep.removed());
    }
    LOG.info(
        "{}: removed {} keys in {} ms",
        job.subject(),
        job.sweep.removed(),
        Duration.ofNanos(System.nanoTime() - job.startedNanos).toMillis());
  }

  private void countPending() {
    int truncates = (int) jobs.stream().filter(job -> job.cause == Cause.TRUNCATE).count();
    metrics.pendingTruncates(truncates);
    metrics.runningSweeps(jobs.size() - truncates);
  }
}
