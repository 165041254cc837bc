package io.walmirror.sink;

import io.walmirror.sink.config.ControlConfig;
import io.walmirror.sink.config.SinkConfig;
import io.walmirror.sink.config.VersionConfig;
import io.walmirror.sink.metrics.PublishedMetrics;
import io.walmirror.sink.metrics.SinkMetrics;
import io.walmirror.sink.pipeline.Marks;
import io.walmirror.sink.pipeline.RedisPipeline;
import io.walmirror.sink.row.ChosenVersions;
import io.walmirror.sink.row.RowReader;
import io.walmirror.sink.row.TopicTables;
import io.walmirror.sink.row.VersionScheme;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
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

  private static final Duration SOON = Duration.ofMillis(1);

  /** Under which name the versions of all mappings are noted: there is one kind a connector. */
  private static final String ONLY_MAPPING = "default";

  private final int batchRows;
  private final Conversion conversion;
  private final RedisPipeline redis;
  private final Settlement settlement;
  private final Progress progress;
  private final Sweeps sweeps;
  private final AwaitedSweeps awaited;
  private final Optional<Reached> reached;
  private final Duration interval;
  private final OtherHistory otherHistory;
  private final PublishedMetrics published;

  private StartedSinkTask(
      int batchRows,
      Conversion conversion,
      RedisPipeline redis,
      Settlement settlement,
      Progress progress,
      Sweeps sweeps,
      AwaitedSweeps awaited,
      Optional<Reached> reached,
      Duration interval,
      OtherHistory otherHistory,
      PublishedMetrics published) {
    this.batchRows = batchRows;
    this.conversion = conversion;
    this.redis = redis;
    this.settlement = settlement;
    this.progress = progress;
    this.sweeps = sweeps;
    this.awaited = awaited;
    this.reached = reached;
    this.interval = interval;
    this.otherHistory = otherHistory;
    this.published = published;
  }

  static StartedSinkTask open(SinkConfig config, SinkTaskContext context) {
    if (!config.control().on()) {
      LOG.info(
          "No control topic among the topics: rows that a repeated snapshot does not find any more"
              + " stay in Redis. Add __walmirror.<topic.prefix>");
    }
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
    RedisPipeline redis = RedisPipeline.open(config.connection(), config.fence());
    Marks marks = new Marks(redis, config.identity().connector());
    ControlConfig control = config.control();
    boolean hears = control.on() && config.fence().on();
    AwaitedSweeps awaited = new AwaitedSweeps(marks, control.interval(), metrics);
    Settlement settlement =
        new Settlement(
            context, rejected, patience, progress, sweeps, awaited, otherHistory, metrics, clock);
    ChosenVersions versions = versions(config, redis, settlement);
    return new StartedSinkTask(
        config.batch().rows(),
        new Conversion(
            new RowReader(versions, tables(config, redis, settlement)),
            Mappings.of(config),
            topic -> hears && control.consumes().test(topic) && versions.arePositions()),
        redis,
        settlement,
        progress,
        sweeps,
        awaited,
        hears ? Optional.of(new Reached(marks, control.interval())) : Optional.empty(),
        control.interval(),
        otherHistory,
        PublishedMetrics.open(metrics, config.identity().connector(), config.identity().task()));
  }

  /** Without fence no key has a version, so that there is nothing to agree on. */
  private static ChosenVersions versions(
      SinkConfig config, RedisPipeline redis, Settlement settlement) {
    VersionConfig versions = config.versions();
    UnaryOperator<VersionScheme> agreement =
        config.fence().on()
            ? new SchemeAgreement(
                config.identity().connector(), ONLY_MAPPING, config, redis, settlement)
            : suggested -> versions.scheme().orElse(suggested);
    return new ChosenVersions(agreement, versions.generation());
  }

  private static TopicTables tables(SinkConfig config, RedisPipeline redis, Settlement settlement) {
    return new TopicTables(
        config.fence().on()
            ? new NotedTopics(config.identity().connector(), ONLY_MAPPING, redis, settlement)
            : TopicTables.NONE);
  }

  void open(Collection<TopicPartition> partitions) {
    progress.open(partitions);
    if (reached.isPresent()) {
      reached.get().open(partitions);
      settlement.askForPositions();
    }
    otherHistory.open(partitions);
  }

  void close(Collection<TopicPartition> partitions) {
    progress.close(partitions);
    sweeps.close(partitions);
    awaited.close(partitions);
    reached.ifPresent(each -> each.close(partitions));
    otherHistory.close(partitions);
  }

  void put(Collection<SinkRecord> delivered) {
    progress.begin(delivered);
    try {
      apply(delivered);
      sweep(delivered);
      progress.completed();
      settlement.completed();
    } catch (RuntimeException e) {
      progress.interrupted();
      throw e;
    }
    if (sweeps.isPending()) {
      settlement.callAgain(SOON);
    } else if (reached.isPresent()) {
      settlement.callAgain(interval);
    }
  }

  Map<TopicPartition, OffsetAndMetadata> committable(
      Map<TopicPartition, OffsetAndMetadata> delivered) {
    Map<TopicPartition, OffsetAndMetadata> settled = progress.committable(delivered);
    reached.ifPresent(each -> each.read(settled));
    return sweeps.committable(awaited.committable(settled));
  }

  @Override
  public void close() {
    try (published) {
      redis.close();
    }
  }

  /** Goes on with what empties tables, and tells how far the task is. */
  private void sweep(Collection<SinkRecord> delivered) {
    awaited.run(sweeps);
    reached.ifPresent(
        each -> {
          each.read(delivered);
          each.tell();
        });
    sweeps.run(redis, settlement);
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
