package io.walmirror.connector;

import io.walmirror.connector.catalog.ServerFacts;
import io.walmirror.connector.config.DatabaseSettings;
import io.walmirror.connector.config.ReplicationSettings;
import io.walmirror.connector.config.SlotSettings;
import io.walmirror.connector.config.SourceConfig;
import io.walmirror.connector.wire.Slot;
import io.walmirror.connector.wire.SlotState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Asks a server that is a standby whether it can be read from, and says what only its primary can
 * do.
 */
final class StandbyCheck {

  private final SourceConfig config;
  private final BiConsumer<String, String> problems;

  /** {@code problems} is told a setting's name and what is wrong. */
  StandbyCheck(SourceConfig config, BiConsumer<String, String> problems) {
    this.config = config;
    this.problems = problems;
  }

  void check(Connection connection, ServerFacts facts) throws SQLException {
    if (!facts.standby()) {
      return;
    }
    if (facts.standbyTooOld()) {
      problems.accept(DatabaseSettings.HOSTNAME, tooOld(facts));
      return;
    }
    if (config.slot().failover()) {
      problems.accept(
          SlotSettings.FAILOVER,
          "the server is a standby, and a slot that is created there follows no failover; remove"
              + " the setting, or name the primary in database.hostname");
    }
    Optional<SlotState> slot = new Slot(config.slot().name()).find(connection);
    if (slot.isPresent() && slot.get().validity() == SlotState.Validity.AWAITS_PROMOTION) {
      problems.accept(
          ReplicationSettings.SLOT,
          "the server is a standby, and this slot is its copy of the primary's, which cannot be read"
              + " before the standby is promoted; choose another name, or name the primary in"
              + " database.hostname");
    }
  }

  /** Why a standby of an older version cannot be read from. */
  static String tooOld(ServerFacts facts) {
    return "the server is a standby of PostgreSQL "
        + facts.majorVersion()
        + ", which has no logical slots (16 and later have); name the primary in database.hostname";
  }

  /** That something is missing which only the primary can make, by this SQL. */
  static String onPrimary(String what, String sql) {
    return what + ", which a standby cannot do; run on the primary: " + sql;
  }
}
