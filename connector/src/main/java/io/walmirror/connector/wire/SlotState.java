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
    String plugin,
    String database,
    Lsn confirmed,
    Validity validity,
    boolean twoPhase,
    int activePid) {

  /** Whether a slot can be read from. */
  public enum Validity {
    /** It can. */
    VALID,
    /** The log that it needed is gone, or it was not used for too long. */
    LOST,
    /** On a standby: what its catalog looked like is gone, because the primary removed it. */
    CONFLICTING,
    /** On a standby: a copy of the primary's, which is of use when the standby is promoted. */
    AWAITS_PROMOTION
  }

  /** Columns that older servers lack are read from a row of JSON. */
  private static final String QUERY =
      "SELECT plugin, database, confirmed_flush_lsn, wal_status, two_phase, active_pid,"
          + " coalesce(to_jsonb(s) ->> 'invalidation_reason', ''),"
          + " coalesce((to_jsonb(s) ->> 'conflicting')::bool, false),"
          + " coalesce((to_jsonb(s) ->> 'synced')::bool, false) AND pg_catalog.pg_is_in_recovery()"
          + " FROM pg_catalog.pg_replication_slots s WHERE slot_name = ?";

  /** The slot of that name, if there is one. */
  public static Optional<SlotState> find(Connection connection, String slot) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(QUERY)) {
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
                validity(row),
                row.getBoolean(5),
                row.getInt(6)));
      }
    }
  }

  private static Validity validity(ResultSet row) throws SQLException {
    String reason = row.getString(7);
    if (row.getBoolean(8) || "rows_removed".equals(reason) || reason.startsWith("wal_level")) {
      return Validity.CONFLICTING;
    }
    if ("lost".equals(row.getString(4)) || !reason.isEmpty()) {
      return Validity.LOST;
    }
    return row.getBoolean(9) ? Validity.AWAITS_PROMOTION : Validity.VALID;
  }
}
