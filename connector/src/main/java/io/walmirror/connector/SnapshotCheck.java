package io.walmirror.connector;

import io.walmirror.connector.catalog.ReadRights;
import io.walmirror.connector.catalog.ServerFacts;
import io.walmirror.connector.config.CaptureSettings;
import io.walmirror.connector.config.SnapshotSettings;
import io.walmirror.connector.config.SnapshotSettings.Snapshot;
import io.walmirror.connector.config.SourceConfig;
import io.walmirror.connector.wire.ReplicationSession;
import io.walmirror.connector.wire.Slot;
import io.walmirror.connector.wire.SlotState;
import io.walmirror.connector.wire.Sql;
import io.walmirror.envelope.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the server whether a snapshot can be taken: whether the role may read all rows, and whether
 * there is room for the slot that gives the snapshot its point.
 */
final class SnapshotCheck {

  private static final Logger log = LoggerFactory.getLogger(SnapshotCheck.class);

  private static final int SHOWN = 3;

  private final SourceConfig config;
  private final Snapshot snapshot;
  private final BiConsumer<String, String> problems;

  SnapshotCheck(SourceConfig config, BiConsumer<String, String> problems) {
    this.config = config;
    this.snapshot = config.snapshot();
    this.problems = problems;
  }

  void check(Connection connection, ServerFacts facts) throws SQLException {
    if (!snapshot.reads()) {
      return;
    }
    checkRights(connection, facts);
    Optional<SlotState> slot = new Slot(config.streamRequest().slot()).find(connection);
    // A stream that runs has its slot; whether it needs another is not known before it does.
    if (slot.isPresent() && slot.get().activePid() == 0) {
      checkSlots(facts);
      if (facts.mayReplicate()) {
        checkWalsenders();
      }
    }
  }

  private void checkRights(Connection connection, ServerFacts facts) throws SQLException {
    Map<ReadRights.Missing, List<ReadRights>> missing =
        ReadRights.missing(
                connection,
                config.streamRequest().publication(),
                table ->
                    config.captured().test(table)
                        && snapshot.included().test(table)
                        && !snapshot.overrides().containsKey(table))
            .stream()
            .collect(
                Collectors.groupingBy(
                    ReadRights::missing,
                    () -> new EnumMap<>(ReadRights.Missing.class),
                    Collectors.toList()));
    String role = Sql.shown(facts.role());
    missing.forEach(
        (what, tables) -> {
          String names = names(tables);
          switch (what) {
            case USAGE ->
                rights(
                    "role " + facts.role() + " may not use the schema of " + names,
                    "GRANT USAGE ON SCHEMA " + schemas(tables) + " TO " + role);
            case SELECT ->
                rights(
                    "role " + facts.role() + " may not read " + names,
                    "GRANT SELECT ON " + sqlNames(tables) + " TO " + role);
            case ALL_ROWS ->
                rights(
                    "row-level security hides rows of " + names + " from role " + facts.role(),
                    "ALTER ROLE " + role + " BYPASSRLS");
          }
        });
  }

  private void rights(String what, String cure) {
    problems.accept(
        CaptureSettings.TABLE_INCLUDE,
        what
            + ", and a snapshot reads all rows; "
            + cure
            + ", or leave these tables out, or set "
            + SnapshotSettings.INCLUDE
            + " without them");
  }

  private void checkSlots(ServerFacts facts) {
    if (facts.slots() >= facts.maxSlots()) {
      problems.accept(
          SnapshotSettings.MODE,
          "all "
              + facts.maxSlots()
              + " replication slots of the server are taken, and a snapshot needs one of its own for"
              + " a moment where "
              + config.streamRequest().slot()
              + " is there already; drop one that is unused (SELECT slot_name, active FROM"
              + " pg_replication_slots), or ALTER SYSTEM SET max_replication_slots = "
              + (facts.maxSlots() + 1)
              + " and restart the server, or set snapshot.mode=no_data");
    }
  }

  /** The stream's own, and another for the slot that gives a snapshot its point. */
  private void checkWalsenders() {
    Optional<ReplicationSession> first = open();
    if (first.isEmpty()) {
      // Told where the role's right to replicate is.
      return;
    }
    try {
      open()
          .ifPresentOrElse(
              SnapshotCheck::close,
              () ->
                  problems.accept(
                      SnapshotSettings.MODE,
                      "a snapshot needs a second replication connection for a moment, and "
                          + config.database()
                          + " has one left; end one that is not needed (SELECT pid,"
                          + " application_name FROM pg_stat_replication), or ALTER SYSTEM SET"
                          + " max_wal_senders to more than what SHOW max_wal_senders says and"
                          + " restart the server, or set snapshot.mode=no_data"));
    } finally {
      close(first.get());
    }
  }

  private Optional<ReplicationSession> open() {
    try {
      return Optional.of(ReplicationSession.open(config.database()));
    } catch (SQLException e) {
      log.debug("no replication connection", e);
      return Optional.empty();
    }
  }

  private static void close(ReplicationSession session) {
    try {
      session.close();
    } catch (SQLException e) {
      log.debug("closing a replication connection failed", e);
    }
  }

  private static String names(List<ReadRights> tables) {
    return tables.stream()
            .limit(SHOWN)
            .map(each -> each.leaf().toString())
            .collect(Collectors.joining(", "))
        + (tables.size() > SHOWN ? " and " + (tables.size() - SHOWN) + " more" : "");
  }

  private static String sqlNames(List<ReadRights> tables) {
    return tables.stream()
        .limit(SHOWN)
        .map(each -> sql(each.leaf()))
        .collect(Collectors.joining(", "));
  }

  private static String sql(TableName table) {
    return Sql.shown(table.schema()) + "." + Sql.shown(table.table());
  }

  private static String schemas(List<ReadRights> tables) {
    return tables.stream()
        .map(each -> Sql.shown(each.leaf().schema()))
        .distinct()
        .limit(SHOWN)
        .collect(Collectors.joining(", "));
  }
}
