package io.walmirror.connector;

import io.walmirror.connector.Opening.Opened;
import io.walmirror.connector.Reader.ReaderSettings;
import io.walmirror.connector.assemble.Assembler;
import io.walmirror.connector.assemble.Buffering;
import io.walmirror.connector.assemble.DoubtfulTransactionException;
import io.walmirror.connector.assemble.SpillFolder;
import io.walmirror.connector.catalog.Catalog;
import io.walmirror.connector.catalog.CatalogTypes;
import io.walmirror.connector.catalog.CatalogUnreachableException;
import io.walmirror.connector.catalog.RowLookup;
import io.walmirror.connector.catalog.SlotXmin;
import io.walmirror.connector.catalog.TableDescription;
import io.walmirror.connector.config.SourceConfig;
import io.walmirror.connector.config.StreamingSettings;
import io.walmirror.connector.metrics.SourceMetrics;
import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.connector.record.Lookup;
import io.walmirror.connector.record.Records;
import io.walmirror.connector.record.TextFormWantedException;
import io.walmirror.connector.value.Codecs;
import io.walmirror.connector.wire.ReplicationStream;
import io.walmirror.connector.wire.SilenceException;
import io.walmirror.connector.wire.SqlFailure;
import io.walmirror.envelope.Lsn;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the reader thread does: opens a stream, reads it, and opens the next one where it broke, as
 * often as it takes. Ends when stopped, or hands the failure that it cannot mend to Connect.
 */
final class ReadLoop implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(ReadLoop.class);

  private final SourceConfig config;
  private final Opening opening;
  private final Catalog catalog;
  private final Handover handover;
  private final SourceMetrics metrics;
  private final InstantSource clock;
  private final Outbox outbox;
  private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));
  private final Silence silence = new Silence();
  private volatile boolean stopping;
  private Opened opened;
  private Lsn readWholeUpTo = Lsn.ZERO;

  ReadLoop(
      SourceConfig config,
      Opening opening,
      Catalog catalog,
      Handover handover,
      SourceMetrics metrics,
      InstantSource clock) {
    this.config = config;
    this.opening = opening;
    this.catalog = catalog;
    this.handover = handover;
    this.outbox = new Outbox(handover, config.batchRecords());
    this.metrics = metrics;
    this.clock = clock;
  }

  /** Ends the loop soon. Any thread. */
  void stop() {
    stopping = true;
  }

  @Override
  public void run() {
    try {
      opened = first();
      while (!stopping) {
        try (Reader reader = reader()) {
          readHistory(reader);
        }
      }
    } catch (InterruptedException e) {
      log.debug("the reader was interrupted", e);
    } catch (ConnectException e) {
      handover.fail(e);
    } catch (RuntimeException e) {
      handover.fail(new ConnectException("reading the change stream failed: " + e.getMessage(), e));
    } finally {
      closeUnread();
    }
  }

  /** A stream that was opened while the loop was stopped would hold its slot for a minute more. */
  private void closeUnread() {
    if (opened != null) {
      try {
        opened.stream().close();
      } catch (SQLException e) {
        log.debug("closing the stream failed", e);
      }
    }
  }

  private Opened first() throws InterruptedException {
    while (!stopping) {
      try {
        return opening.first();
      } catch (SQLException e) {
        recover(e);
      }
    }
    throw new InterruptedException("stopped before the first stream was open");
  }

  /** Reads stream after stream, as long as each continues the one before. */
  private void readHistory(Reader reader) throws InterruptedException {
    do {
      read(reader);
      next(reader);
    } while (!stopping && !opened.anew());
  }

  private void next(Reader reader) throws InterruptedException {
    while (!stopping) {
      boolean whole = readWholeUpTo.isAfter(reader.resumePoint().covered());
      try {
        opened = opening.again(reader.resumePoint(), opened.history(), whole);
        if (!opened.anew()) {
          reader.readFrom(opened, silence.allowed());
        }
        metrics.reconnected();
        return;
      } catch (SQLException e) {
        recover(e);
      }
    }
  }

  /** Reads the open stream until it breaks, or until another one is better. */
  private void read(Reader reader) throws InterruptedException {
    boolean whole = readWholeUpTo.isAfter(reader.resumePoint().covered());
    try (ReplicationStream stream = opened.stream()) {
      log.debug("reading {}", stream);
      backoff.reset();
      metrics.connected(true);
      while (!stopping && !(whole && reader.resumePoint().covered().isAfter(readWholeUpTo))) {
        reader.step();
      }
    } catch (DoubtfulTransactionException e) {
      log.info("{}, because a savepoint with messages was rolled back in it", e.getMessage());
      readWholeUpTo = e.commitLsn();
    } catch (TextFormWantedException e) {
      askForText(e.getMessage());
    } catch (CatalogUnreachableException e) {
      recover(e.failure());
    } catch (SilenceException e) {
      silence.givenUpAt(reader.resumePoint());
      recover(e);
    } catch (SQLException e) {
      recover(e);
    } finally {
      metrics.connected(false);
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
        if (!askForText(failure.getMessage())) {
          throw fatal(failure);
        }
      }
      case PUBLICATION_LOST -> opening.publicationLost(failure);
      case LASTING -> throw fatal(failure);
    }
  }

  /** Goes on in text, which every type has; false if text it is already. */
  private boolean askForText(String why) {
    boolean asked = opening.useText();
    if (asked) {
      log.warn("a column cannot be read in binary form ({}); asking for text instead", why);
    }
    return asked;
  }

  private ConnectException fatal(SQLException failure) {
    return new ConnectException(
        "cannot stream from " + config.database() + ": " + failure.getMessage(), failure);
  }

  private Reader reader() {
    ReaderSettings settings =
        new ReaderSettings(
            new Assembler.Capture(
                config.captured(), config.capturedMessages(), config.skippedOperations()),
            buffering(),
            config.progressInterval(),
            config.heartbeatInterval(),
            outbox);
    return new Reader(this::records, settings, opened, silence.allowed(), metrics, clock);
  }

  private Buffering buffering() {
    if (!config.spills()) {
      return Buffering.NONE;
    }
    try {
      SpillFolder folder =
          SpillFolder.open(config.spillFolder(), config.topicPrefix(), config.spillMaxBytes());
      return new Buffering(config.streamingMemoryBytes(), folder);
    } catch (IOException e) {
      throw new ConnectException(
          "cannot use "
              + config.spillFolder()
              + " as spill folder: "
              + e
              + "; set "
              + StreamingSettings.SPILL_FOLDER
              + " to one that can be written, or "
              + StreamingSettings.SPILL
              + "=off",
          e);
    }
  }

  private Records records(Opened first, Consumer<SourceRecord> downstream) {
    return new Records(
        new Records.Settings(
            Version.VALUE,
            config.topicPrefix(),
            config.database().name(),
            config.tombstones(),
            config.binaries(),
            config.omitsUnavailable() ? null : config.unavailableValue(),
            config.heartbeatTopic(),
            config.columns(),
            config.skipsUnchanged()),
        first.history(),
        new Codecs(config.valueModes(), new CatalogTypes(catalog)),
        lookup(),
        first.point(),
        clock,
        downstream);
  }

  private Lookup lookup() {
    RowLookup rows = new RowLookup(catalog);
    boolean wantsXmin = !config.xminInterval().isZero();
    SlotXmin xmin = new SlotXmin(config.streamRequest().slot(), config.xminInterval());
    return new Lookup() {
      @Override
      public TableDescription describe(Relation relation) {
        return ReadLoop.this.describe(relation);
      }

      @Override
      public Map<String, String> values(
          Relation relation, List<String> columns, Map<String, String> key) {
        return asked(() -> rows.values(relation.name(), columns, key));
      }

      @Override
      public OptionalLong xmin() {
        return wantsXmin ? asked(() -> xmin.of(catalog)) : OptionalLong.empty();
      }
    };
  }

  private TableDescription describe(Relation relation) {
    List<String> sent = relation.columns().stream().map(Relation.Column::name).toList();
    return asked(() -> catalog.describe(relation.oid(), sent));
  }

  private static <T> T asked(Question<T> question) {
    try {
      return question.ask();
    } catch (SQLException e) {
      throw new CatalogUnreachableException(e);
    }
  }

  /** Something that the server's catalog is asked. */
  private interface Question<T> {
    T ask() throws SQLException;
  }
}
