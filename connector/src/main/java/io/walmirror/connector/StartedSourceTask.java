package io.walmirror.connector;

import io.walmirror.connector.Opening.Opened;
import io.walmirror.connector.Reader.ReaderSettings;
import io.walmirror.connector.ack.Confirmation;
import io.walmirror.connector.ack.StoredOffsets;
import io.walmirror.connector.assemble.Assembler;
import io.walmirror.connector.catalog.Catalog;
import io.walmirror.connector.catalog.CatalogUnreachableException;
import io.walmirror.connector.catalog.TableDescription;
import io.walmirror.connector.config.SourceConfig;
import io.walmirror.connector.metrics.SourceMetrics;
import io.walmirror.connector.pgoutput.MalformedMessageException;
import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.connector.record.Records;
import io.walmirror.connector.value.Codecs;
import io.walmirror.connector.wire.ReplicationStream;
import io.walmirror.connector.wire.SilenceException;
import io.walmirror.connector.wire.SqlFailure;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task that runs: a reader thread that owns the stream, the hand-over from it to Connect, and the
 * way back of what Connect stored. Lost connections are opened again inside, as often as it takes.
 */
final class StartedSourceTask implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StartedSourceTask.class);

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration STOP = Duration.ofSeconds(4);

  private final SourceConfig config;
  private final InstantSource clock;
  private final Handover handover;
  private final Confirmation confirmation;
  private final SourceMetrics metrics;
  private final Catalog catalog;
  private final Opening opening;
  private final Backoff backoff;
  private final Thread thread;
  private volatile boolean stopping;

  private StartedSourceTask(
      SourceConfig config, OffsetStorageReader offsetReader, InstantSource clock) {
    this.config = config;
    this.clock = clock;
    this.handover = new Handover(config.queueBytes());
    StoredOffsets offsets = new StoredOffsets(offsetReader, config.topicPrefix());
    this.confirmation =
        Confirmation.start(offsets, config.topicPrefix(), config.progressInterval());
    this.metrics = SourceMetrics.register(config.topicPrefix(), handover::bytes);
    this.catalog = new Catalog(config.database());
    this.opening = new Opening(config, catalog, offsets, confirmation, clock);
    this.backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));
    this.thread = new Thread(this::run, "walmirror-" + config.topicPrefix() + "-reader");
    this.thread.setDaemon(true);
  }

  static StartedSourceTask start(
      SourceConfig config, OffsetStorageReader offsets, InstantSource clock) {
    StartedSourceTask task = new StartedSourceTask(config, offsets, clock);
    task.thread.start();
    return task;
  }

  /** The next records, or null when there are none for a moment. */
  List<SourceRecord> poll() throws InterruptedException {
    return handover.take(POLL);
  }

  /** Connect stored offsets. */
  void offsetsStored() {
    confirmation.offsetsStored();
  }

  private void run() {
    try {
      Reader reader = null;
      Opened opened = null;
      Silence silence = new Silence();
      while (!stopping) {
        try {
          opened =
              reader == null
                  ? opening.first()
                  : opening.again(reader.resumePoint(), opened.history());
          try (ReplicationStream stream = opened.stream()) {
            if (reader == null) {
              reader = reader(opened, silence.allowed());
            } else {
              reader.readFrom(opened, silence.allowed());
              metrics.reconnected();
            }
            log.debug("reading {}", stream);
            backoff.reset();
            metrics.connected(true);
            while (!stopping) {
              reader.step();
            }
          } finally {
            metrics.connected(false);
          }
        } catch (CatalogUnreachableException e) {
          recover(e.failure());
        } catch (SilenceException e) {
          if (reader != null) {
            silence.givenUpAt(reader.resumePoint());
          }
          recover(e);
        } catch (SQLException e) {
          recover(e);
        }
      }
    } catch (InterruptedException e) {
      log.debug("the reader was interrupted", e);
    } catch (ConnectException e) {
      handover.fail(e);
    } catch (MalformedMessageException e) {
      handover.fail(
          new ConnectException(
              "the server sent what is no pgoutput message: " + e.getMessage(), e));
    } catch (RuntimeException e) {
      handover.fail(new ConnectException("reading the change stream failed: " + e, e));
    }
  }

  private Reader reader(Opened opened, Duration silentAtMost) {
    ReaderSettings settings =
        new ReaderSettings(
            new Assembler.Capture(config.captured(), config.capturedMessages()),
            config.progressInterval(),
            new Outbox(handover, config.batchRecords()));
    return new Reader(this::records, settings, opened, silentAtMost, metrics, clock);
  }

  private Records records(Opened opened, Consumer<SourceRecord> downstream) {
    return new Records(
        new Records.Settings(
            Version.VALUE,
            config.topicPrefix(),
            config.database().name(),
            config.tombstones(),
            config.unavailableValue()),
        opened.history(),
        new Codecs(config.decimals()),
        this::describe,
        opened.point(),
        clock,
        downstream);
  }

  private TableDescription describe(Relation relation) {
    try {
      return catalog.describe(relation.oid());
    } catch (SQLException e) {
      throw new CatalogUnreachableException(e);
    }
  }

  /** Waits before the next try, or gives up where trying again would change nothing. */
  private void recover(SQLException failure) throws InterruptedException {
    if (stopping) {
      return;
    }
    switch (SqlFailure.of(failure)) {
      case PASSING -> {
        Duration wait = backoff.next();
        if (backoff.worthSaying()) {
          log.warn(
              "no stream from {}: {}; next try in {} ms",
              config.database(),
              failure.getMessage(),
              wait.toMillis());
        }
        Thread.sleep(wait.toMillis());
      }
      case NO_BINARY_FORM -> {
        if (!opening.useText()) {
          throw fatal(failure);
        }
        log.warn(
            "a published column's type has no binary form ({}); asking for text instead",
            failure.getMessage());
      }
      case LASTING -> throw fatal(failure);
    }
  }

  private ConnectException fatal(SQLException failure) {
    return new ConnectException(
        "cannot stream from " + config.database() + ": " + failure.getMessage(), failure);
  }

  @Override
  public void close() {
    stopping = true;
    thread.interrupt();
    try {
      thread.join(STOP.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    confirmation.close();
    metrics.close();
    try {
      catalog.close();
    } catch (SQLException e) {
      log.debug("closing the catalog connection failed", e);
    }
  }
}
