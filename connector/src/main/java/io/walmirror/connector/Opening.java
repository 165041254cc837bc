package io.walmirror.connector;

import io.walmirror.connector.ack.Confirmation;
import io.walmirror.connector.ack.StoredOffsets;
import io.walmirror.connector.catalog.Catalog;
import io.walmirror.connector.catalog.ServerFacts;
import io.walmirror.connector.config.SourceConfig;
import io.walmirror.connector.event.ResumePoint;
import io.walmirror.connector.record.History;
import io.walmirror.connector.record.KnownTables;
import io.walmirror.connector.record.SourceOffset;
import io.walmirror.connector.record.SourceOffset.Unfinished;
import io.walmirror.connector.snapshot.ExportedSnapshot;
import io.walmirror.connector.wire.Database;
import io.walmirror.connector.wire.ReplicationSession;
import io.walmirror.connector.wire.ReplicationStream;
import io.walmirror.connector.wire.ServerIdentity;
import io.walmirror.connector.wire.Slot;
import io.walmirror.connector.wire.SlotState;
import io.walmirror.connector.wire.StreamRequest;
import io.walmirror.envelope.Lsn;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the stream: publication before slot, slot before stream, and only where they continue the
 * history that the stored offset belongs to. Used by the reader thread alone.
 */
final class Opening implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Opening.class);

  /** A snapshot that is not begun yet. */
  private static final Unfinished NEW = new Unfinished(0, false);

  /** The same of tables that were not captured before. */
  private static final Unfinished NEW_TABLES = new Unfinished(0, true);

  private final SourceConfig config;
  private final Database database;
  private StreamRequest request;
  private final PublicationSetup publication;
  private final HistoryGuard guard;
  private final Catalog catalog;
  private final StoredOffsets offsets;
  private final NewTables newTables;
  private final Confirmation confirmation;
  private final InstantSource clock;
  private Optional<SQLException> lost = Optional.empty();
  private Optional<ExportedSnapshot> exported = Optional.empty();

  /**
   * An open stream, the history it belongs to, whether that has just begun in place of a broken
   * one, the point after which its changes are new, the snapshot that is due before they are read,
   * and the tables that are known, where they are others than what is stored.
   */
  record Opened(
      ReplicationStream stream,
      History history,
      boolean anew,
      ResumePoint point,
      Optional<Unfinished> snapshot,
      Optional<KnownTables> known) {

    Opened with(Optional<Unfinished> due) {
      return new Opened(stream, history, anew, point, due, known);
    }

    Opened with(KnownTables changed) {
      return new Opened(stream, history, anew, point, snapshot, Optional.of(changed));
    }
  }

  Opening(
      SourceConfig config,
      Catalog catalog,
      StoredOffsets offsets,
      Confirmation confirmation,
      InstantSource clock) {
    this.config = config;
    this.database = config.database();
    this.request = config.streamRequest();
    this.publication = new PublicationSetup(config);
    this.guard = new HistoryGuard(database, request.slot());
    this.catalog = catalog;
    this.offsets = offsets;
    this.newTables = new NewTables(config, offsets);
    this.confirmation = confirmation;
    this.clock = clock;
  }

  /** Opens the first stream of a task, where the stored offset says. */
  Opened first() throws SQLException {
    Optional<SourceOffset.Stored> stored = offsets.read();
    publication.prepare(catalog);
    Slot slot = config.slot();
    Optional<SlotState> state = slot.find(catalog.connection());
    state.ifPresent(guard::checkOwner);
    Optional<History> history = stored.flatMap(SourceOffset.Stored::history);
    try {
      if (stored.isEmpty()) {
        SlotState ready = state.isPresent() ? state.get() : create(slot);
        guard.checkSlot(ready, ready.confirmed());
        return begun(open(ResumePoint.at(ready.confirmed()), history, request))
            .with(due(Optional.of(NEW)));
      }
      ResumePoint point = stored.get().point();
      guard.checkSlot(guard.present(state, point), point.covered());
      Opened opened = begun(open(point, history, request));
      Optional<Unfinished> unfinished = stored.get().unfinishedSnapshot();
      if (unfinished.isEmpty() && config.snapshot().always()) {
        return opened.with(Optional.of(NEW));
      }
      return unfinished.isEmpty() ? withNewTables(opened) : opened.with(goneOnWith(unfinished));
    } catch (HistoryBrokenException e) {
      return anew(e, history);
    }
  }

  /**
   * Opens the next stream, after a lost connection or to read a transaction as a whole ({@code
   * committedOnly}).
   */
  Opened again(ResumePoint point, History history, boolean committedOnly) throws SQLException {
    StreamRequest now = committedOnly ? request.committedOnly() : request;
    Optional<SlotState> state = new Slot(request.slot()).find(catalog.connection());
    state.ifPresent(guard::checkOwner);
    try {
      if (lost.isPresent()) {
        throw guard.publicationLost(request.publication(), lost.get());
      }
      guard.checkSlot(guard.present(state, point), confirmation.confirmable());
      return open(point, Optional.of(history), now);
    } catch (HistoryBrokenException e) {
      return anew(e, Optional.of(history));
    }
  }

  /** Tables may have come under the connector's eyes since it last ran. */
  private Opened withNewTables(Opened opened) throws SQLException {
    if (!config.snapshot().reads()) {
      return opened;
    }
    try {
      NewTables.Look look = newTables.look(catalog.connection(), opened.history().generation());
      return look.due()
          ? opened.with(Optional.of(NEW_TABLES))
          : look.changed().map(opened::with).orElse(opened);
    } catch (SQLException e) {
      opened.stream().close();
      throw e;
    }
  }

  private Optional<Unfinished> goneOnWith(Optional<Unfinished> snapshot) {
    return due(snapshot, config.snapshot().goesOn());
  }

  private Optional<Unfinished> due(Optional<Unfinished> snapshot) {
    return due(snapshot, config.snapshot().reads());
  }

  private static Optional<Unfinished> due(Optional<Unfinished> snapshot, boolean reads) {
    if (reads) {
      return snapshot;
    }
    snapshot.ifPresent(any -> log.info("no rows are read that are there already, as asked"));
    return Optional.empty();
  }

  /** True if all was done that is to be done: the one snapshot is stored, and no stream wanted. */
  boolean nothingLeft() {
    return !config.snapshot().streams()
        && offsets.read().map(stored -> stored.unfinishedSnapshot().isEmpty()).orElse(false);
  }

  /**
   * A snapshot and the point of the log it belongs to: the one that the slot was created with,
   * once, or that of a slot which goes as soon as the snapshot is taken over.
   */
  ExportedSnapshot export() throws SQLException {
    if (exported.isPresent()) {
      ExportedSnapshot first = exported.get();
      exported = Optional.empty();
      return first;
    }
    return export(session -> passing().export(session, true, catalog.connection()));
  }

  /** The same by then, since the stream waits, or a failure that names what it waits for. */
  ExportedSnapshot exportWithin(int seconds) throws SQLException {
    return export(session -> passing().exportWithin(seconds, session, catalog.connection()));
  }

  private static Slot passing() {
    return new Slot("walmirror_" + UUID.randomUUID().toString().replace('-', '_'));
  }

  private interface Exporting {
    Slot.Exported in(ReplicationSession session) throws SQLException;
  }

  private ExportedSnapshot export(Exporting slot) throws SQLException {
    ReplicationSession session = ReplicationSession.open(database);
    try {
      return ExportedSnapshot.of(database, slot.in(session));
    } finally {
      session.close();
    }
  }

  /** Drops the slot: nothing will be read from it any more. */
  void dropSlot() throws SQLException {
    new Slot(request.slot()).drop(catalog.connection());
  }

  /** Lets go of a snapshot that nobody came to read. */
  @Override
  public void close() {
    try {
      if (exported.isPresent()) {
        exported.get().close();
      }
    } catch (SQLException e) {
      log.debug("closing a snapshot failed", e);
    }
    exported = Optional.empty();
  }

  /** The server has told that the publication was lost: the next stream cannot go on. */
  void publicationLost(SQLException said) {
    lost = Optional.of(said);
  }

  /**
   * Opens a stream where the server is now and begins a new generation, if that is wanted; else
   * fails as it must. What changed in between is seen by a snapshot alone.
   */
  private Opened anew(HistoryBrokenException broken, Optional<History> before) throws SQLException {
    if (!config.resync() && !config.snapshot().whenNeeded()) {
      throw broken;
    }
    close();
    publication.prepare(catalog);
    Slot slot = config.slot();
    Optional<SlotState> state = slot.find(catalog.connection());
    if (state.isPresent() && broken.slotUseless()) {
      log.info("dropping replication slot {}", slot.name());
      slot.drop(catalog.connection());
      state = Optional.empty();
    }
    SlotState ready = state.isPresent() ? state.get() : create(slot);
    long generation =
        Math.max(clock.millis() / 1000, before.map(History::generation).orElse(-1L) + 1);
    log.warn(
        "{}; the settings accept it: generation {} begins at {}, and {}",
        broken.what(),
        generation,
        ready.confirmed(),
        config.snapshot().reads()
            ? "all rows are read again"
            : "what changed before and was not read is not read any more");
    ResumePoint point = ResumePoint.at(ready.confirmed());
    Opened opened =
        begun(opened(ReplicationSession.open(database), point, generation, request, true))
            .with(due(Optional.of(NEW)));
    lost = Optional.empty();
    return opened;
  }

  /** Asks for text from now on; false if that is what was asked already. */
  boolean useText() {
    boolean was = request.binary();
    request = request.inText();
    return was;
  }

  /** What a first stream starts at is stored, or what the slot has confirmed already. */
  private Opened begun(Opened opened) {
    confirmation.begin(opened.history().generation(), opened.point().covered());
    return opened;
  }

  private Opened open(ResumePoint point, Optional<History> before, StreamRequest asked)
      throws SQLException {
    ReplicationSession session = ReplicationSession.open(database);
    try {
      if (before.isPresent()) {
        guard.checkServer(before.get(), session, point);
      }
    } catch (SQLException | RuntimeException e) {
      session.closeAfter(e);
      throw e;
    }
    long generation = before.map(History::generation).orElseGet(this::newGeneration);
    return opened(session, point, generation, asked, false);
  }

  private Opened opened(
      ReplicationSession session,
      ResumePoint point,
      long generation,
      StreamRequest asked,
      boolean anew)
      throws SQLException {
    try {
      ServerIdentity server = session.server();
      History history =
          new History(
              generation,
              server.systemId(),
              server.timeline(),
              request.slot(),
              request.fingerprint());
      Supplier<Lsn> confirmable = config.confirms() ? confirmation::confirmable : () -> Lsn.ZERO;
      ReplicationStream stream = session.stream(asked, point.covered(), confirmable);
      log.info(
          "streaming from slot {} of {} at {}, generation {}",
          request.slot(),
          database,
          point.covered(),
          generation);
      return new Opened(stream, history, anew, point, Optional.empty(), Optional.empty());
    } catch (SQLException | RuntimeException e) {
      session.closeAfter(e);
      throw e;
    }
  }

  private long newGeneration() {
    return config.generation().orElseGet(() -> clock.millis() / 1000);
  }

  private SlotState create(Slot slot) throws SQLException {
    ServerFacts facts = ServerFacts.of(catalog.connection());
    if (facts.standbyTooOld()) {
      throw new ConnectException(StandbyCheck.tooOld(facts));
    }
    log.info("creating replication slot {}", slot.name());
    if (!config.snapshot().reads()) {
      return slot.create(catalog.connection());
    }
    close();
    exported = Optional.of(export(session -> slot.export(session, false, catalog.connection())));
    return slot.find(catalog.connection())
        .orElseThrow(() -> new SQLException("slot " + slot.name() + " vanished once created"));
  }
}
