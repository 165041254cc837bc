package io.walmirror.connector;

import io.walmirror.connector.event.ResumePoint;
import io.walmirror.connector.record.History;
import io.walmirror.connector.wire.Database;
import io.walmirror.connector.wire.ReplicationSession;
import io.walmirror.connector.wire.ServerIdentity;
import io.walmirror.connector.wire.SlotState;
import io.walmirror.connector.wire.SqlFailure;
import io.walmirror.envelope.Lsn;
import java.sql.SQLException;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Refuses to stream where the slot or the server does not continue the history that was read so
 * far: whatever happened to them, changes would be missing and nobody would know.
 */
final class HistoryGuard {

  private final Database database;
  private final String slot;

  HistoryGuard(Database database, String slot) {
    this.database = database;
    this.slot = slot;
  }

  /** The slot that must be there, because changes were read from it. */
  SlotState present(Optional<SlotState> found, ResumePoint point) {
    return found.orElseThrow(
        () ->
            HistoryBrokenException.withSlot(
                "replication slot "
                    + slot
                    + " is gone, and with it the changes after "
                    + point.covered()));
  }

  /** Refuses a slot that was never meant for us. */
  void checkOwner(SlotState state) {
    if (!state.plugin().equals("pgoutput") || !database.name().equals(state.database())) {
      throw new ConnectException(
          "replication slot "
              + slot
              + " belongs to plugin "
              + state.plugin()
              + " and database "
              + state.database()
              + "; name another with slot.name");
    }
  }

  /**
   * Refuses a slot that has lost changes, or would; {@code confirmable} is what is stored. One that
   * cannot be read yet fails in passing.
   */
  void checkSlot(SlotState state, Lsn confirmable) throws SQLException {
    if (state.twoPhase()) {
      throw HistoryBrokenException.withoutSlot(
          "replication slot "
              + slot
              + " decodes prepared transactions at PREPARE, which would lose those confirmed before"
              + " their commit; use a slot without two_phase (PostgreSQL 18: ALTER_REPLICATION_SLOT "
              + slot
              + " (TWO_PHASE false))");
    }
    switch (state.validity()) {
      case VALID -> {}
      case LOST ->
          throw HistoryBrokenException.withoutSlot(
              "replication slot "
                  + slot
                  + " is invalidated: the server removed log it needed, see max_slot_wal_keep_size"
                  + " and idle_replication_slot_timeout");
      case CONFLICTING ->
          throw HistoryBrokenException.withoutSlot(
              "replication slot "
                  + slot
                  + " is invalidated: the primary removed rows of the catalog that it needed on this"
                  + " standby (or has wal_level below logical); set hot_standby_feedback=on and"
                  + " primary_slot_name on the standby, so that the primary keeps them");
      case AWAITS_PROMOTION ->
          throw SqlFailure.notYet(
              "replication slot "
                  + slot
                  + " is kept in step with the primary's, and can be read when this standby is"
                  + " promoted");
    }
    if (state.confirmed().isAfter(confirmable)) {
      throw HistoryBrokenException.withSlot(
          "replication slot "
              + slot
              + " is confirmed up to "
              + state.confirmed()
              + " but only "
              + confirmable
              + " is stored: it was recreated or moved ahead by other hands, and the changes between"
              + " are lost");
    }
  }

  /** Refuses a server whose log is not the one that was read, or ends before it. */
  void checkServer(History history, ReplicationSession session, ResumePoint point)
      throws SQLException {
    ServerIdentity server = session.server();
    if (!history.systemId().equals(server.systemId())) {
      throw HistoryBrokenException.withSlot(
          "another PostgreSQL cluster answers as "
              + database
              + ": system identifier "
              + server.systemId()
              + ", the stored offset belongs to "
              + history.systemId());
    }
    if (server.awaitsPromotion()) {
      throw SqlFailure.notYet(
          "the server is a standby of PostgreSQL "
              + server.version()
              + ", which can be read from when it is promoted");
    }
    if (point.covered().isAfter(server.walEnd()) && server.standby()) {
      throw SqlFailure.notYet(
          "the standby has replayed the log up to "
              + server.walEnd()
              + " and the stored offset covers it up to "
              + point.covered()
              + "; it is waited for");
    }
    if (point.covered().isAfter(server.walEnd())) {
      throw HistoryBrokenException.withSlot(
          "the stored offset covers the log up to "
              + point.covered()
              + " but the server's log ends at "
              + server.walEnd()
              + ": it was restored to an earlier state");
    }
    if (history.timeline() != server.timeline()) {
      checkTimeline(history, session, point);
    }
  }

  /** A promotion that forked behind what was read continues the same history. */
  private static void checkTimeline(History history, ReplicationSession session, ResumePoint point)
      throws SQLException {
    long now = session.server().timeline();
    Optional<Lsn> fork = session.forkOf(history.timeline());
    if (fork.isEmpty()) {
      throw HistoryBrokenException.withSlot(
          "the stored offset is of timeline "
              + history.timeline()
              + ", which the server's timeline "
              + now
              + " does not descend from: it was restored to a state before that promotion");
    }
    if (point.covered().isAfter(fork.get())) {
      throw HistoryBrokenException.withSlot(
          "the stored offset covers the log of timeline "
              + history.timeline()
              + " up to "
              + point.covered()
              + " but the server's timeline "
              + now
              + " forked off at "
              + fork.get()
              + ": changes that were read do not exist there");
    }
  }

  /** The publication was not there when changes were written: the server skips or refuses them. */
  HistoryBrokenException publicationLost(String publication, SQLException said) {
    return HistoryBrokenException.withoutSlot(
        "publication "
            + publication
            + " did not exist when changes were written that replication slot "
            + slot
            + " still holds ("
            + said.getMessage()
            + "): it was dropped, or created after the slot, and the server cannot tell which changes"
            + " are ours");
  }
}
