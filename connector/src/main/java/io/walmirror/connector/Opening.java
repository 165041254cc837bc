package io.walmirror.connector;

import io.walmirror.connector.ack.Confirmation;
import io.walmirror.connector.ack.StoredOffsets;
import io.walmirror.connector.catalog.Catalog;
import io.walmirror.connector.config.SourceConfig;
import io.walmirror.connector.event.ResumePoint;
import io.walmirror.connector.record.History;
import io.walmirror.connector.record.SourceOffset;
import io.walmirror.connector.wire.Database;
import io.walmirror.connector.wire.Publication;
import io.walmirror.connector.wire.ReplicationSession;
import io.walmirror.connector.wire.ReplicationStream;
import io.walmirror.connector.wire.ServerIdentity;
import io.walmirror.connector.wire.Slot;
import io.walmirror.connector.wire.SlotState;
import io.walmirror.connector.wire.StreamRequest;
import io.walmirror.envelope.Lsn;
import io.walmirror.envelope.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the stream: publication before slot, slot before stream, and only where they continue the
 * history that the stored offset belongs to. Used by the reader thread alone.
 */
final class Opening {

  private static final Logger log = LoggerFactory.getLogger(Opening.class);

  private static final String ACCEPT =
      "to start anew from here, stop the connector, reset its offsets (DELETE"
          + " /connectors/<name>/offsets), drop the slot, resume it, and load the rows again";

  private final SourceConfig config;
  private final Database database;
  private StreamRequest request;
  private final Catalog catalog;
  private final StoredOffsets offsets;
  private final Confirmation confirmation;
  private final InstantSource clock;

  /** An open stream, the history it belongs to, and the point after which its changes are new. */
  record Opened(ReplicationStream stream, History history, ResumePoint point) {}

  Opening(
      SourceConfig config,
      Catalog catalog,
      StoredOffsets offsets,
      Confirmation confirmation,
      InstantSource clock) {
    this.config = config;
    this.database = config.database();
    this.request = config.streamRequest();
    this.catalog = catalog;
    this.offsets = offsets;
    this.confirmation = confirmation;
    this.clock = clock;
  }

  /** Opens the first stream of a task, where the stored offset says. */
  Opened first() throws SQLException {
    Optional<SourceOffset.Stored> stored = offsets.read();
    preparePublication();
    Slot slot = new Slot(request.slot());
    Optional<SlotState> state = slot.find(catalog.connection());
    if (stored.isEmpty()) {
      SlotState ready = state.isPresent() ? state.get() : create(slot);
      confirmation.known(ready.confirmed());
      return open(ready, ResumePoint.at(ready.confirmed()), Optional.empty(), request);
    }
    ResumePoint point = stored.get().point();
    confirmation.known(point.covered());
    return open(existing(state, point), point, stored.get().history(), request);
  }

  /**
   * Opens the next stream, after a lost connection or to read a transaction as a whole ({@code
   * committedOnly}).
   */
  Opened again(ResumePoint point, History history, boolean committedOnly) throws SQLException {
    Slot slot = new Slot(request.slot());
    StreamRequest now = committedOnly ? request.committedOnly() : request;
    SlotState state = existing(slot.find(catalog.connection()), point);
    return open(state, point, Optional.of(history), now);
  }

  /** Asks for text from now on; false if that is what was asked already. */
  boolean useText() {
    boolean was = request.binary();
    request = request.inText();
    return was;
  }

  private Opened open(
      SlotState slot, ResumePoint point, Optional<History> before, StreamRequest asked)
      throws SQLException {
    checkSlot(slot);
    ReplicationSession session = ReplicationSession.open(database);
    try {
      ServerIdentity server = session.server();
      before.ifPresent(history -> checkServer(history, server, point));
      History history =
          new History(
              before.map(History::generation).orElseGet(this::newGeneration),
              server.systemId(),
              server.timeline(),
              request.slot(),
              request.fingerprint());
      ReplicationStream stream = session.stream(asked, point.covered(), confirmation::confirmable);
      log.info(
          "streaming from slot {} of {} at {}, generation {}",
          request.slot(),
          database,
          point.covered(),
          history.generation());
      return new Opened(stream, history, point);
    } catch (SQLException | RuntimeException e) {
      session.closeAfter(e);
      throw e;
    }
  }

  private long newGeneration() {
    return config.generation().orElseGet(() -> clock.millis() / 1000);
  }

  private SlotState create(Slot slot) throws SQLException {
    log.info("creating replication slot {}", slot.name());
    return slot.create(catalog.connection());
  }

  private SlotState existing(Optional<SlotState> slot, ResumePoint point) {
    return slot.orElseThrow(
        () ->
            new HistoryBrokenException(
                "replication slot "
                    + request.slot()
                    + " is gone, and with it the changes after "
                    + point.covered(),
                ACCEPT));
  }

  private void checkSlot(SlotState slot) {
    if (!slot.plugin().equals("pgoutput") || !database.name().equals(slot.database())) {
      throw new ConnectException(
          "replication slot "
              + request.slot()
              + " belongs to plugin "
              + slot.plugin()
              + " and database "
              + slot.database()
              + "; name another with slot.name");
    }
    if (slot.twoPhase()) {
      throw new ConnectException(
          "replication slot "
              + request.slot()
              + " decodes prepared transactions at PREPARE, which would lose those confirmed"
              + " before their commit; use a slot without two_phase (PostgreSQL 18: ALTER_REPLICATION_SLOT "
              + request.slot()
              + " (TWO_PHASE false))");
    }
    if (slot.lost()) {
      throw new HistoryBrokenException(
          "replication slot "
              + request.slot()
              + " is invalidated: the server removed log it needed",
          ACCEPT);
    }
    Lsn confirmable = confirmation.confirmable();
    if (slot.confirmed().isAfter(confirmable)) {
      throw new HistoryBrokenException(
          "replication slot "
              + request.slot()
              + " is confirmed up to "
              + slot.confirmed()
              + " but only "
              + confirmable
              + " is stored: it was recreated or moved ahead by other hands, and the changes between"
              + " are lost",
          ACCEPT);
    }
  }

  private void checkServer(History history, ServerIdentity server, ResumePoint point) {
    if (!history.systemId().equals(server.systemId())) {
      throw new HistoryBrokenException(
          "another PostgreSQL cluster answers as "
              + database
              + ": system identifier "
              + server.systemId()
              + ", the stored offset belongs to "
              + history.systemId(),
          ACCEPT);
    }
    if (point.covered().isAfter(server.walEnd())) {
      throw new HistoryBrokenException(
          "the stored offset covers the log up to "
              + point.covered()
              + " but the server's log ends at "
              + server.walEnd()
              + ": it was restored to an earlier state",
          ACCEPT);
    }
  }

  private void preparePublication() throws SQLException {
    Publication publication = new Publication(request.publication());
    Connection connection = catalog.connection();
    Optional<Publication.State> state = publication.find(connection);
    switch (config.publicationMode()) {
      case DISABLED -> {
        if (state.isEmpty()) {
          throw new ConnectException(
              "publication "
                  + publication.name()
                  + " does not exist and publication.autocreate.mode=disabled; create it: "
                  + publication.createFor(catalog.tables(config.captured())));
        }
      }
      case ALL_TABLES -> {
        if (state.isEmpty()) {
          log.info("creating publication {} for all tables", publication.name());
          publication.execute(connection, publication.createForAllTables());
        }
      }
      case FILTERED -> {
        List<TableName> tables = catalog.tables(config.captured());
        if (tables.isEmpty()) {
          throw new ConnectException(
              "no table of "
                  + database
                  + " is captured; check table.include.list and its kin, or create the tables first");
        }
        if (state.isEmpty()) {
          log.info("creating publication {} for {} tables", publication.name(), tables.size());
          publication.execute(connection, publication.createFor(tables));
        } else if (!state.get().allTables()
            && publication.setTables(connection, state.get(), tables)) {
          log.info("publication {} now has {} tables", publication.name(), tables.size());
        }
      }
    }
  }
}
