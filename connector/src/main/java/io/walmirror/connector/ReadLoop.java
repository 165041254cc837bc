package io.walmirror.connector;

import io.walmirror.connector.Opening.Opened;
import io.walmirror.connector.ack.Acknowledgements;
import io.walmirror.connector.ack.Confirmation;
import io.walmirror.connector.ack.StoredOffsets;
import io.walmirror.connector.assemble.DoubtfulTransactionException;
import io.walmirror.connector.brake.Brake;
import io.walmirror.connector.catalog.Catalog;
import io.walmirror.connector.catalog.CatalogUnreachableException;
import io.walmirror.connector.config.SourceConfig;
import io.walmirror.connector.metrics.SourceMetrics;
import io.walmirror.connector.record.SourceOffset;
import io.walmirror.connector.record.SourceOffset.Unfinished;
import io.walmirror.connector.record.TextFormWantedException;
import io.walmirror.connector.snapshot.ExportedSnapshot;
import io.walmirror.connector.snapshot.demand.Interleaving.Halted;
import io.walmirror.connector.wire.SilenceException;
import io.walmirror.connector.wire.SqlFailure;
import io.walmirror.envelope.Lsn;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the reader thread does: opens a stream, reads it, and opens the next one where it broke, as
 * often as it takes. Ends when stopped, or hands the failure that it cannot mend to Connect.
 */
final class ReadLoop implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(ReadLoop.class);

  private static final Duration REST = Duration.ofMillis(100);

  private static final int FIRST_PATIENCE_SECONDS = 5;
  private static final int LONGEST_PATIENCE_SECONDS = 60;

  private final SourceConfig config;
  private final Opening opening;
  private final StoredOffsets offsets;
  private final Confirmation confirmation;
  private final Acknowledgements acknowledgements;
  private final Catalog catalog;
  private final Handover handover;
  private final SourceMetrics metrics;
  private final Readers readers;
  private final Signals signals;
  private final Notifications notifications;
  private final RowsOnDemand demand;
  private final Brake brake;
  private final FormWatch forms;
  private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));
  private final Silence silence = new Silence();
  private volatile boolean stopping;
  private Opened opened;
  private Lsn readWholeUpTo = Lsn.ZERO;

  /** How long the stream waits for a request's moment until it goes on for a while. */
  private int patienceSeconds = FIRST_PATIENCE_SECONDS;

  ReadLoop(
      SourceConfig config,
      Opening opening,
      StoredOffsets offsets,
      Confirmation confirmation,
      Acknowledgements acknowledgements,
      Catalog catalog,
      Handover handover,
      SourceMetrics metrics,
      Signals signals,
      Notifications notifications,
      RowsOnDemand demand,
      Brake brake,
      FormWatch forms,
      Readers readers) {
    this.config = config;
    this.opening = opening;
    this.offsets = offsets;
    this.confirmation = confirmation;
    this.acknowledgements = acknowledgements;
    this.catalog = catalog;
    this.handover = handover;
    this.metrics = metrics;
    this.signals = signals;
    this.notifications = notifications;
    this.demand = demand;
    this.brake = brake;
    this.forms = forms;
    this.readers = readers;
  }

  /** Ends the loop soon. Any thread. */
  void stop() {
    stopping = true;
  }

  @Override
  public void run() {
    try (opening) {
      if (opening.nothingLeft()) {
        log.info("the snapshot was taken and nothing else is wanted: snapshot.mode=initial_only");
        return;
      }
      opened = first();
      // What is stored of requests comes before what signals say of them.
      demand.start();
      signals.begin(offsets.read().map(SourceOffset.Stored::signals).orElse(""));
      if (opened.snapshot().isEmpty()) {
        notifications.initial().needless();
      }
      while (!stopping) {
        try (Reader reader = readers.of(opened, silence.allowed(), () -> stopping)) {
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
      // Nobody would follow one any more: who asks by JMX is to know it.
      signals.close();
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
    opened.known().ifPresent(reader.records().controls()::knownTables);
    if (opened.snapshot().isPresent() && !snapshot(reader, opened.snapshot().get())) {
      return;
    }
    forms.begin(opened.history());
    Throttle pace = new Throttle(config.snapshot().rowsPerSecond());
    reader.interleave(demand.start(), opened.history().generation(), pace, brake);
    do {
      read(reader);
      Optional<Halted> halted = reader.halted();
      if (halted.isEmpty()) {
        next(reader);
      } else {
        halt(reader, halted.get());
      }
    } while (!stopping && !opened.anew());
  }

  /** Lets the stream wait while somebody's tables are read as of one moment. */
  private void halt(Reader reader, Halted request) throws InterruptedException {
    HaltedSnapshot rows = new HaltedSnapshot(config, readers.codecs(), request);
    try {
      while (!stopping && !rows.isOver()) {
        try (ExportedSnapshot snapshot = opening.exportWithin(patienceSeconds)) {
          patienceSeconds = FIRST_PATIENCE_SECONDS;
          if (!readUpTo(snapshot.point(), reader)) {
            return;
          }
          if (!stopping) {
            rows.read(snapshot, reader);
          }
        } finally {
          reader.limitless();
        }
      }
    } catch (CatalogUnreachableException e) {
      later(request, e.failure());
    } catch (SQLException e) {
      later(request, e);
    }
  }

  private void later(Halted request, SQLException failure) {
    if (SqlFailure.of(failure) == SqlFailure.PASSING) {
      log.warn(
          "rows are not read as of one moment now: {}; it is tried again", failure.getMessage());
      patienceSeconds = Math.min(2 * patienceSeconds, LONGEST_PATIENCE_SECONDS);
      request.later();
    } else {
      request.abort(failure.getMessage());
    }
  }

  /** Reads the stream up to there; false if another history has begun instead. */
  private boolean readUpTo(Lsn point, Reader reader) throws InterruptedException {
    reader.limit(point);
    while (!stopping && !reader.atLimit()) {
      read(reader);
      if (!reader.atLimit()) {
        next(reader);
        if (opened.anew()) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Takes a snapshot, or what is left of that one; false where nothing follows it in this history:
   * because another has begun, or because no more is wanted.
   */
  private boolean snapshot(Reader reader, Unfinished unfinished) throws InterruptedException {
    SnapshotPhase phase =
        new SnapshotPhase(
            config,
            offsets,
            readers.codecs(),
            metrics.snapshot(),
            acknowledgements,
            reader.records(),
            opened.history().generation(),
            unfinished,
            brake);
    reader.settleAfter(phase.ledger());
    boolean stored = false;
    while (!stopping && !stored && !phase.complete()) {
      try {
        stored = phase.storedAlready(catalog);
        if (!stored && !round(phase, reader)) {
          return false;
        }
      } catch (CatalogUnreachableException e) {
        recover(e.failure());
      } catch (SQLException e) {
        recover(e);
      }
    }
    metrics.snapshot().ended();
    confirmation.await(phase.ledger().await());
    if (!config.snapshot().streams()) {
      rest(reader);
      return false;
    }
    return true;
  }

  /** One round of a snapshot; false if another history has begun instead. */
  private boolean round(SnapshotPhase phase, Reader reader)
      throws SQLException, InterruptedException {
    try (ExportedSnapshot snapshot = opening.export()) {
      boolean all = phase.isNew();
      phase.begin(snapshot, reader);
      forms.read(snapshot.connection(), opened.history(), all);
      if (!readUpTo(snapshot.point(), reader)) {
        return false;
      }
      if (!stopping) {
        phase.read(snapshot, reader);
      }
      return true;
    } finally {
      reader.limitless();
    }
  }

  /** Waits until a snapshot is stored that is to be the end of it, and drops the slot. */
  private void rest(Reader reader) throws InterruptedException {
    boolean rested = false;
    while (!stopping && !rested) {
      try {
        rested = reader.settle() && opening.nothingLeft();
        reader.betweenRows(true);
        Thread.sleep(REST.toMillis());
      } catch (SQLException e) {
        recover(e);
      }
    }
    closeUnread();
    while (!stopping) {
      try {
        opening.dropSlot();
        log.info(
            "the snapshot is stored, and its replication slot dropped: nothing else is wanted");
        stopping = true;
      } catch (SQLException e) {
        recover(e);
      }
    }
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
    try {
      log.debug("reading {}", opened.stream());
      backoff.reset();
      metrics.connected(true);
      while (!stopping && !(whole && reader.resumePoint().covered().isAfter(readWholeUpTo))) {
        if (reader.atLimit() || reader.halted().isPresent()) {
          return;
        }
        reader.step();
      }
      opened.stream().close();
    } catch (DoubtfulTransactionException e) {
      log.info("{}, because a savepoint with messages was rolled back in it", e.getMessage());
      readWholeUpTo = e.commitLsn();
      closeUnread();
    } catch (TextFormWantedException e) {
      closeUnread();
      askForText(e.getMessage());
    } catch (CatalogUnreachableException e) {
      closeUnread();
      recover(e.failure());
    } catch (SilenceException e) {
      silence.givenUpAt(reader.resumePoint());
      closeUnread();
      recover(e);
    } catch (SQLException e) {
      closeUnread();
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
}
