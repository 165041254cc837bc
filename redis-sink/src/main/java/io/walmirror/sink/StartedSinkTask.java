package io.walmirror.sink;

import io.walmirror.sink.config.SinkConfig;
import io.walmirror.sink.metrics.PublishedMetrics;
import io.walmirror.sink.metrics.SinkMetrics;
import io.walmirror.sink.pipeline.RedisPipeline;
import io.walmirror.sink.row.PositionVersions;
import io.walmirror.sink.row.RowReader;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task that runs: records become row operations, these commands, these go through the pipeline,
 * and every outcome settles its record. All calls come from the task's thread.
 */
final class StartedSinkTask implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StartedSinkTask.class);

  /** How long one call may go on when Redis is slow: Connect must get the thread back. */
  private static final Duration CALL_LIMIT = Duration.ofSeconds(2);

  private final int batchRows;
  private final Conversion conversion;
  private final RedisPipeline redis;
  private final Settlement settlement;
  private final Progress progress;
  private final Sweeps sweeps;
  private final OtherHistory otherHistory;
  private final PublishedMetrics published;

  private StartedSinkTask(
      int batchRows,
      Conversion conversion,
      RedisPipeline redis,
      Settlement settlement,
      Progress progress,
      Sweeps sweeps,
      OtherHistory otherHistory,
      PublishedMetrics published) {
    this.batchRows = batchRows;
    this.conversion = conversion;
    this.redis = redis;
    this.settlement = settlement;
    this.progress = progress;
    this.sweeps = sweeps;
    this.otherHistory = otherHistory;
    this.published = published;
  }

  static StartedSinkTask open(SinkConfig config, SinkTaskContext context) {
    if (!config.fence().on()) {
      LOG.warn(
          "redis.fence=off: older changes can undo newer ones in Redis; a replay shows old rows,"
              + " and a late writer leaves them");
    }
    SinkMetrics metrics = new SinkMetrics(config.fence().on());
    RejectedRecords rejected =
        new RejectedRecords(
            config.errors(), Optional.ofNullable(context.errantRecordReporter()), metrics);
    Patience patience =
        new Patience(config.batch().retryTimeout(), System::nanoTime, RandomGenerator.getDefault());
    Progress progress = new Progress();
    Sweeps sweeps = new Sweeps(metrics);
    Clock clock = Clock.systemUTC();
    OtherHistory otherHistory = new OtherHistory(clock);
    return new StartedSinkTask(
        config.batch().rows(),
        new Conversion(new RowReader(new PositionVersions()), Mappings.of(config)),
        RedisPipeline.open(config.connection(), config.fence()),
        new Settlement(context, rejected, patience, progress, sweeps, otherHistory, metrics, clock),
        progress,
        sweeps,
        otherHistory,
        PublishedMetrics.open(metrics, config.identity().connector(), config.identity().task()));
  }

  void open(Collection<TopicPartition> partitions) {
    progress.open(partitions);
    otherHistory.open(partitions);
  }

  void close(Collection<TopicPartition> partitions) {
    progress.close(partitions);
    sweeps.close(partitions);
    otherHistory.close(partitions);
  }

  void put(Collection<SinkRecord> delivered) {
    progress.begin(delivered);
    try {
      apply(delivered);
      sweeps.run(redis, settlement);
      progress.completed();
      settlement.completed();
    } catch (RuntimeException e) {
      progress.interrupted();
      throw e;
    }
    if (sweeps.isPending()) {
      settlement.callAgain();
    }
  }

  Map<TopicPartition, OffsetAndMetadata> committable(
      Map<TopicPartition, OffsetAndMetadata> reached) {
    return sweeps.committable(progress.committable(reached));
  }

  @Override
  public void close() {
    try (published) {
      redis.close();
    }
  }

  private void apply(Collection<SinkRecord> delivered) {
    long started = System.nanoTime();
    Batch batch = new Batch(batchRows);
    for (SinkRecord record : delivered) {
      if (!progress.isDue(record)) {
        continue;
      }
      if (batch.isFull()) {
        flush(batch);
        Duration lasted = Duration.ofNanos(System.nanoTime() - started);
        if (lasted.compareTo(CALL_LIMIT) > 0) {
          throw settlement.pause(lasted);
        }
      }
      batch.add(conversion.steps(record));
    }
    flush(batch);
  }

  private void flush(Batch batch) {
    if (!batch.isEmpty()) {
      settlement.settle(batch, redis.apply(batch.commands()));
      batch.clear();
    }
  }
}
