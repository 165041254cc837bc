package io.walmirror.connector;

import io.walmirror.connector.ack.Acknowledgements;
import io.walmirror.connector.ack.Confirmation;
import io.walmirror.connector.ack.StoredOffsets;
import io.walmirror.connector.brake.Brake;
import io.walmirror.connector.catalog.Catalog;
import io.walmirror.connector.catalog.HeartbeatQuery;
import io.walmirror.connector.config.SourceConfig;
import io.walmirror.connector.metrics.DemandFigures;
import io.walmirror.connector.metrics.SourceMetrics;
import io.walmirror.connector.progress.Readings;
import io.walmirror.connector.snapshot.demand.Demand;
import io.walmirror.connector.snapshot.demand.DemandListener;
import io.walmirror.connector.snapshot.demand.DemandListeners;
import io.walmirror.connector.wire.Slot;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task that runs: a reader thread that owns the stream, the hand-over from it to Connect, and the
 * way back of what Connect stored.
 */
final class StartedSourceTask implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StartedSourceTask.class);

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration STOP = Duration.ofSeconds(4);

  private final Handover handover;
  private final Confirmation confirmation;
  private final Acknowledgements acknowledgements = new Acknowledgements();
  private final SourceMetrics metrics;
  private final LagWatch lag;
  private final Brake brake;
  private final Catalog catalog;
  private final SourceConfig config;
  private final HeartbeatQuery heartbeat;
  private final Notifications notifications;
  private final Signals signals;
  private final RowsOnDemand demand;
  private final FormWatch forms;
  private final ReadLoop loop;
  private final Thread thread;

  private StartedSourceTask(SourceConfig config, SourceTaskContext context, InstantSource clock) {
    StoredOffsets offsets = new StoredOffsets(context.offsetStorageReader(), config.topicPrefix());
    this.handover = new Handover(config.queueBytes(), config.batchRecords());
    this.confirmation =
        Confirmation.start(offsets, config.topicPrefix(), config.progressInterval());
    this.notifications = new Notifications(config, clock);
    Readings readings = new Readings(System::nanoTime);
    DemandListener notices = notifications.onDemand(readings);
    DemandFigures figures = new DemandFigures(readings, notices);
    this.demand =
        new RowsOnDemand(
            config, offsets, confirmation, acknowledgements, new DemandListeners(figures, notices));
    this.metrics =
        SourceMetrics.register(
            config.topicPrefix(),
            handover::bytes,
            confirmation::confirmable,
            notifications.initial(),
            figures,
            demand.demand());
    this.brake = Brakes.start(config);
    this.metrics.brake(brake);
    this.metrics.showAt(context);
    this.lag = LagWatch.start(config.database(), config.topicPrefix(), metrics);
    this.catalog = new Catalog(config.database());
    this.config = config;
    this.heartbeat =
        HeartbeatQuery.start(
            config.database(),
            config.heartbeatQuery(),
            config.heartbeatInterval(),
            metrics::heartbeatQueryFailed);
    Opening opening = new Opening(config, catalog, offsets, confirmation, clock);
    this.signals = new Signals(config, catalog, demand.demand(), notifications.notices());
    this.forms = new FormWatch(config, offsets, demand.demand(), notifications.notices(), metrics);
    Readers readers =
        new Readers(
            config, catalog, offsets, handover, metrics, signals, notifications, forms, clock);
    this.loop =
        new ReadLoop(
            config,
            opening,
            offsets,
            confirmation,
            acknowledgements,
            catalog,
            handover,
            metrics,
            signals,
            notifications,
            demand,
            brake,
            forms,
            readers);
    this.thread = new Thread(loop, "walmirror-" + config.topicPrefix() + "-reader");
    this.thread.setDaemon(true);
  }

  static StartedSourceTask start(
      SourceConfig config, SourceTaskContext context, InstantSource clock) {
    // One that cannot be found fails the start, and not the reader's thread.
    config.snapshotMode();
    StartedSourceTask task = new StartedSourceTask(config, context, clock);
    task.thread.start();
    return task;
  }

  /** The next records, or null when there are none for a moment. */
  List<SourceRecord> poll() throws InterruptedException {
    return handover.take(POLL);
  }

  /** What snapshots are asked for, and where more can be. */
  Demand demand() {
    return demand.demand();
  }

  /** Kafka has this record, or it was dropped on the way and {@code metadata} is null. */
  void acknowledged(SourceRecord record, RecordMetadata metadata) {
    acknowledgements.acknowledged(record, metadata);
  }

  /** Connect stored offsets. */
  void offsetsStored() {
    confirmation.offsetsStored();
  }

  @Override
  public void close() {
    loop.stop();
    thread.interrupt();
    try {
      thread.join(STOP.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    forms.close();
    demand.close();
    confirmation.close();
    lag.close();
    brake.close();
    metrics.close();
    try (catalog;
        heartbeat;
        notifications;
        signals) {
      if (config.dropsSlotOnStop()) {
        dropSlot();
      }
    } catch (SQLException e) {
      log.debug("closing connections failed", e);
    }
  }

  private void dropSlot() {
    Slot slot = new Slot(config.streamRequest().slot());
    try {
      slot.drop(catalog.connection());
      log.info("dropped replication slot {}, as slot.drop.on.stop asks", slot.name());
    } catch (SQLException e) {
      log.warn(
          "replication slot {} was not dropped: {}; SELECT pg_drop_replication_slot('{}')",
          slot.name(),
          e.getMessage(),
          slot.name());
    }
  }
}
