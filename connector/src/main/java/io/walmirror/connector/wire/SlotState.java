package io.walmirror.connector.wire;

import io.walmirror.envelope.Lsn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * A replication slot as the server shows it; {@code confirmed} is {@link Lsn#ZERO} for a slot that
 * was never made ready.
 */
public record SlotState(
    String plugin, String database, Lsn confirmed, boolean lost, boolean twoPhase, int activePid) {

  /** The slot of that name, if there is one. */
  public static Optional<SlotState> find(Connection connection, String slot) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT plugin, database, confirmed_flush_lsn, wal_status, two_phase, active_pid"
                + " FROM pg_catalog.pg_replication_slots WHERE slot_name = ?")) {
      query.setString(1, slot);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        String confirmed = row.getString(3);
        return Optional.of(
            new SlotState(
                row.getString(1),
                row.getString(2),
                confirmed == null ? Lsn.ZERO : Lsn.parse(confirmed),
                "lost".equals(row.getString(4)),
                row.getBoolean(5),
                row.getInt(6)));
      }
    }
  }
}
