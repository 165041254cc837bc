package io.walmirror.connector;

import io.walmirror.connector.catalog.Catalog;
import io.walmirror.connector.catalog.CatalogTypes;
import io.walmirror.connector.catalog.CatalogUnreachableException;
import io.walmirror.connector.catalog.ColumnType;
import io.walmirror.connector.catalog.ServerFacts;
import io.walmirror.connector.config.CaptureSettings;
import io.walmirror.connector.config.DatabaseSettings;
import io.walmirror.connector.config.HeartbeatSettings;
import io.walmirror.connector.config.ReplicationSettings;
import io.walmirror.connector.config.SlotSettings;
import io.walmirror.connector.config.SnapshotSettings;
import io.walmirror.connector.config.SourceConfig;
import io.walmirror.connector.config.StreamingSettings;
import io.walmirror.connector.config.ThrottleSettings;
import io.walmirror.connector.record.ColumnRules;
import io.walmirror.connector.value.Codec;
import io.walmirror.connector.value.Codecs;
import io.walmirror.connector.wire.Database;
import io.walmirror.connector.wire.Publication;
import io.walmirror.connector.wire.ReplicationSession;
import io.walmirror.connector.wire.Slot;
import io.walmirror.connector.wire.SlotState;
import io.walmirror.connector.wire.Sql;
import io.walmirror.connector.wire.StreamRequest;
import io.walmirror.envelope.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;

/**
 * Asks the server whether these settings can work, before a task is started with them. Every
 * problem names the setting and the cure.
 */
final class Preflight {

  private final SourceConfig config;
  private final Database database;
  private final StreamRequest request;
  private final BiConsumer<String, String> problems;

  /** {@code problems} is told a setting's name and what is wrong. */
  Preflight(SourceConfig config, BiConsumer<String, String> problems) {
    this.config = config;
    this.database = config.database();
    this.request = config.streamRequest();
    this.problems = problems;
  }

  void check() {
    if (!config.heartbeatQuery().isBlank() && config.heartbeatInterval().isZero()) {
      problem(
          HeartbeatSettings.QUERY,
          "is never run without heartbeats; set heartbeat.interval.ms to more than 0, or remove"
              + " it");
    }
    try {
      config.snapshot();
    } catch (ConfigException e) {
      problem(
          e.getMessage().contains(SnapshotSettings.CUSTOM_NAME)
              ? SnapshotSettings.CUSTOM_NAME
              : SnapshotSettings.OVERRIDES,
          e.getMessage());
    }
    if (config.spills()) {
      SpillCheck.problem(config.spillFolder(), config.spillMaxBytes())
          .ifPresent(what -> problem(StreamingSettings.SPILL_FOLDER, what));
    }
    config.checkNaming(this::problem);
    SignalCheck signals = new SignalCheck(config, problems);
    signals.check();
    ThrottleSettings.check(config, problems);
    try (Catalog catalog = new Catalog(database)) {
      Connection connection = catalog.connection();
      try {
        ServerFacts facts = ServerFacts.of(connection);
        checkServer(facts);
        new StandbyCheck(config, problems).check(connection, facts);
        checkSlot(connection, facts);
        checkTables(catalog);
        checkPublication(catalog, facts);
        signals.checkTable(catalog);
        Brakes.check(config, catalog, problems);
        checkSnapshot(connection, facts);
      } catch (CatalogUnreachableException e) {
        unreadable(e.failure());
      } catch (SQLException e) {
        unreadable(e);
      }
    } catch (SQLException e) {
      unreachable(e);
    }
  }

  private void unreadable(SQLException e) {
    problem(DatabaseSettings.HOSTNAME, "the server's catalog cannot be read: " + message(e));
  }

  private void unreachable(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    switch (state) {
      case "28P01" ->
          problem(
              DatabaseSettings.PASSWORD,
              "the server refuses this password for role "
                  + database.user()
                  + ": "
                  + message(e)
                  + "; correct database.password, or ALTER ROLE "
                  + Sql.identifier(database.user())
                  + " PASSWORD '…'");
      case "28000" ->
          problem(
              DatabaseSettings.USER,
              "the server refuses role "
                  + database.user()
                  + ": "
                  + message(e)
                  + "; create it (CREATE ROLE "
                  + Sql.shown(database.user())
                  + " LOGIN REPLICATION PASSWORD '…') or let it in through pg_hba.conf");
      case "3D000" ->
          problem(
              DatabaseSettings.DBNAME,
              "there is no such database on the server: "
                  + message(e)
                  + "; correct database.dbname, or CREATE DATABASE "
                  + Sql.shown(database.name()));
      case "42501" ->
          problem(
              DatabaseSettings.DBNAME,
              message(e)
                  + "; GRANT CONNECT ON DATABASE "
                  + Sql.shown(database.name())
                  + " TO "
                  + Sql.shown(database.user()));
      default ->
          problem(
              DatabaseSettings.HOSTNAME,
              "cannot connect to "
                  + database.host()
                  + ":"
                  + database.port()
                  + ": "
                  + message(e)
                  + "; check database.hostname, database.port, database.sslmode and the network"
                  + " between this worker and the server");
    }
  }

  private void checkServer(ServerFacts facts) {
    if (facts.majorVersion() < 14) {
      problem(
          DatabaseSettings.HOSTNAME,
          "the server is PostgreSQL " + facts.majorVersion() + "; 14 or later is needed");
    }
    if (facts.majorVersion() < 17 && config.slot().failover()) {
      problem(
          SlotSettings.FAILOVER,
          "the server is PostgreSQL "
              + facts.majorVersion()
              + ", whose slots follow no failover; 17 or later is needed, or remove the setting");
    }
    boolean logical = facts.walLevel().equals("logical");
    if (!logical) {
      problem(
          DatabaseSettings.HOSTNAME,
          "the server runs with wal_level="
              + facts.walLevel()
              + "; ALTER SYSTEM SET wal_level = 'logical', then restart it (on managed services the"
              + " setting is called rds.logical_replication or cloudsql.logical_decoding)");
    }
    if (!facts.mayReplicate()) {
      problem(
          DatabaseSettings.USER,
          "role "
              + facts.role()
              + " may not replicate; ALTER ROLE "
              + Sql.shown(facts.role())
              + " REPLICATION (Amazon RDS: GRANT rds_replication TO "
              + Sql.shown(facts.role())
              + ")");
    } else if (logical) {
      checkWalsender();
    }
  }

  /** The rules of pg_hba.conf and the number of walsenders show only when one is asked for. */
  private void checkWalsender() {
    try {
      ReplicationSession.open(database).close();
    } catch (SQLException e) {
      problem(
          DatabaseSettings.USER,
          "no replication connection for role "
              + database.user()
              + ": "
              + message(e)
              + "; see max_wal_senders and pg_hba.conf");
    }
  }

  private void checkSlot(Connection connection, ServerFacts facts) throws SQLException {
    Optional<SlotState> slot = new Slot(request.slot()).find(connection);
    if (slot.isEmpty()) {
      if (facts.slots() >= facts.maxSlots()) {
        problem(
            ReplicationSettings.SLOT,
            "all "
                + facts.maxSlots()
                + " replication slots of the server are taken; drop one that is unused (SELECT"
                + " slot_name, active FROM pg_replication_slots) or raise max_replication_slots");
      }
    } else if (!slot.get().plugin().equals("pgoutput")
        || !database.name().equals(slot.get().database())) {
      problem(
          ReplicationSettings.SLOT,
          "the slot exists with plugin "
              + slot.get().plugin()
              + " in database "
              + slot.get().database()
              + "; choose another name");
    }
  }

  private void checkTables(Catalog catalog) throws SQLException {
    Codecs codecs = new Codecs(config.valueModes(), new CatalogTypes(catalog));
    ConverterCheck converters = new ConverterCheck(config, catalog);
    ColumnRules rules = config.columns();
    List<ColumnType> columns = catalog.columnTypes(config.captured());
    new KeyCheck(config, catalog, codecs, converters, problems).check(columns);
    List<ColumnType> read =
        columns.stream()
            .filter(column -> rules.includes(column.table(), column.column()))
            .filter(column -> !converters.takes(column, this::problem))
            .toList();
    read.forEach(column -> checkHidden(rules, codecs, column));
    List<ColumnType> unreadable =
        read.stream()
            .filter(column -> codecs.of(column.oid(), column.modifier()).isEmpty())
            .toList();
    if (!unreadable.isEmpty()) {
      problem(
          CaptureSettings.TABLE_INCLUDE,
          "this version cannot read "
              + unreadable.stream()
                  .limit(5)
                  .map(column -> column.table() + "." + column.column() + " " + column.typeName())
                  .collect(Collectors.joining(", "))
              + (unreadable.size() > 5 ? " and " + (unreadable.size() - 5) + " more" : "")
              + "; leave these columns out with column.exclude.list");
    }
  }

  private void checkHidden(ColumnRules rules, Codecs codecs, ColumnType column) {
    Optional<ColumnRules.Mapped> rule = rules.mapping(column.table(), column.column());
    Optional<Codec> codec = codecs.of(column.oid(), column.modifier());
    if (rule.isPresent() && codec.isPresent()) {
      rule.get()
          .unhidden(column.table() + "." + column.column(), codec.get().schema().build())
          .ifPresent(reason -> problem(rule.get().setting(), reason));
    }
  }

  private void checkSnapshot(Connection connection, ServerFacts facts) throws SQLException {
    try {
      new SnapshotCheck(config, problems).check(connection, facts);
    } catch (ConfigException e) {
      // Told at its setting.
      return;
    }
  }

  private void checkPublication(Catalog catalog, ServerFacts facts) throws SQLException {
    Publication publication = config.publication();
    if (publication.find(catalog.connection()).isPresent()) {
      return;
    }
    if (facts.standby()) {
      boolean all = config.publicationMode() == SourceConfig.PublicationMode.ALL_TABLES;
      problem(
          ReplicationSettings.PUBLICATION,
          StandbyCheck.onPrimary(
              "the publication has to be created",
              all
                  ? publication.createForAllTables()
                  : publication.createFor(catalog.tables(config.published()))));
      return;
    }
    switch (config.publicationMode()) {
      case ALL_TABLES -> {
        if (!facts.superuser()) {
          problem(
              ReplicationSettings.AUTOCREATE,
              "only a superuser can publish all tables, and role "
                  + facts.role()
                  + " is none; set publication.autocreate.mode=filtered (as owner of the tables),"
                  + " or have one run: "
                  + publication.createForAllTables());
        }
      }
      case FILTERED -> {
        List<TableName> tables = catalog.tables(config.captured());
        if (tables.isEmpty()) {
          problem(
              CaptureSettings.TABLE_INCLUDE,
              "no table of database "
                  + database.name()
                  + " is captured, and a filtered publication needs one; patterns match the whole"
                  + " name schema.table");
        }
      }
      case DISABLED ->
          problem(
              ReplicationSettings.PUBLICATION,
              "the publication does not exist; create it: "
                  + publication.createFor(catalog.tables(config.published())));
    }
  }

  private void problem(String setting, String what) {
    problems.accept(setting, what);
  }

  private static String message(SQLException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage().strip().replace('\n', ' ');
  }
}
