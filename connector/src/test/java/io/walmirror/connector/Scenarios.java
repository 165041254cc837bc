package io.walmirror.connector;

import io.walmirror.connector.RunningTask.Kafka;
import io.walmirror.connector.RunningTask.Offsets;
import io.walmirror.envelope.Lsn;
import io.walmirror.stack.proof.Proof;
import io.walmirror.stack.server.Database;
import io.walmirror.stack.server.Postgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What scenarios have in common: each runs on the oldest supported PostgreSQL and on the usual one,
 * in a database of its own with the table {@code item}.
 */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("io.walmirror.connector.Servers#versions")
@ExtendWith({Servers.class, Tally.class})
abstract class Scenarios {

  @Parameter String version;

  final Offsets offsets = new Offsets();
  Database database;
  Map<String, String> settings;

  @BeforeEach
  void createTable(Postgres server) {
    database = server.freshDatabase();
    database.execute("CREATE TABLE item (id bigint PRIMARY KEY, name text, price numeric(10,2))");
    settings = RunningTask.settings(database);
  }

  @AfterEach
  void dropDatabase() {
    database.close();
  }

  /** Starts a task, with what is stored, and waits until it streams. */
  RunningTask start() {
    return start(offsets);
  }

  RunningTask start(Offsets stored) {
    return start(new PostgresSourceTask(), stored);
  }

  RunningTask start(SourceTask source, Offsets stored) {
    return start(source, stored, new Kafka());
  }

  RunningTask start(SourceTask source, Offsets stored, Kafka kafka) {
    String slot = settings.get("slot.name");
    // Another one that is no more may have its server's side still.
    String before = reader(database, slot);
    RunningTask task = RunningTask.start(source, settings, stored, kafka);
    // What is written before the first stream is open belongs to no slot.
    task.await("slot", running -> !List.of("", before).contains(reader(database, slot)));
    return task;
  }

  /** Publication and slot as somebody else would make them, before any task. */
  void createSlot() {
    database.execute(
        "CREATE PUBLICATION " + database.publication() + " FOR ALL TABLES",
        "SELECT pg_create_logical_replication_slot(current_database()::name, 'pgoutput')");
  }

  boolean activeSlot(String slot) {
    return streams(database, slot);
  }

  /** True once somebody streams from it; who makes it has it before that. */
  static boolean streams(Database database, String slot) {
    return !reader(database, slot).isEmpty();
  }

  /** The server's process that streams from this slot, or nothing. */
  private static String reader(Database database, String slot) {
    return database.value(
        "SELECT coalesce(min(r.pid)::text, '') FROM pg_replication_slots s JOIN pg_stat_replication"
            + " r ON r.pid = s.active_pid WHERE r.state IN ('catchup', 'streaming') AND s.slot_name"
            + " = '"
            + slot
            + "'");
  }

  Lsn confirmed() {
    return confirmed(settings.get("slot.name"));
  }

  Lsn confirmed(String slot) {
    return Lsn.parse(
        database.value(
            "SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = '"
                + slot
                + "'"));
  }

  Lsn walEnd() {
    return Lsn.parse(database.value("SELECT pg_current_wal_lsn()"));
  }

  /** What this row of {@code item} is in the database. */
  List<String> row(long id) {
    return database.rows("SELECT id, name, price FROM item WHERE id = " + id).get(0);
  }

  /** A row of the proof, for this version. */
  void proof(String guarantee, String test, String did, String control) {
    Proof.row(guarantee, test + " on PostgreSQL " + version, did, control);
  }

  static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
