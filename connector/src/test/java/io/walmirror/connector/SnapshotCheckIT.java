package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.config.SourceConfig;
import io.walmirror.connector.wire.ReplicationSession;
import io.walmirror.stack.proof.Tries;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a snapshot would fail at is told before a task starts, with the SQL that cures it. */
class SnapshotCheckIT extends Scenarios {

  private static final String PASSWORD = "secret-of-the-reader";
  private String role;

  @BeforeEach
  void readAsARoleOfItsOwn() {
    role = database.name() + "_reader";
    settings.put("snapshot.mode", "initial");
    settings.put("publication.autocreate.mode", "disabled");
    database.execute(
        "CREATE ROLE " + role + " LOGIN REPLICATION PASSWORD '" + PASSWORD + "'",
        "CREATE PUBLICATION " + database.publication() + " FOR TABLE item");
  }

  private void asReader(String... rights) {
    database.execute(rights);
    settings.put("database.user", role);
    settings.put("database.password", PASSWORD);
  }

  private void dropRole() {
    database.execute("DROP OWNED BY " + role, "DROP ROLE " + role);
  }

  @Test
  void aTableThatMayNotBeReadIsTold() {
    asReader();
    try {
      assertThat(errors()).containsOnlyKeys("table.include.list");
      assertThat(errors().get("table.include.list"))
          .contains("may not read public.item", "GRANT SELECT ON public.item TO " + role);
      database.execute("GRANT SELECT ON public.item TO " + role);
      assertThat(errors()).as("cured").isEmpty();
    } finally {
      dropRole();
    }
  }

  @Test
  void whereNoRowsAreReadNoRightIsAskedFor() {
    asReader();
    try {
      settings.put("snapshot.mode", "no_data");
      assertThat(errors()).isEmpty();
      settings.put("snapshot.mode", "initial");
      settings.put("snapshot.include.collection.list", "public\\.other");
      assertThat(errors()).isEmpty();
    } finally {
      dropRole();
    }
  }

  @Test
  void aSchemaThatMayNotBeUsedIsTold() {
    database.execute(
        "CREATE SCHEMA hidden",
        "CREATE TABLE hidden.part (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE hidden.\"Leaf\" PARTITION OF hidden.part FOR VALUES FROM (0) TO (9)",
        "ALTER PUBLICATION " + database.publication() + " SET TABLE hidden.part");
    asReader("GRANT SELECT ON hidden.\"Leaf\" TO " + role);
    try {
      assertThat(errors().get("table.include.list"))
          .contains("hidden.Leaf", "GRANT USAGE ON SCHEMA hidden TO " + role);
      database.execute("GRANT USAGE ON SCHEMA hidden TO " + role);
      assertThat(errors()).as("cured").isEmpty();
    } finally {
      dropRole();
    }
  }

  @Test
  void rowsThatAPolicyHidesAreTold() {
    asReader(
        "GRANT SELECT ON item TO " + role,
        "ALTER TABLE item ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY few ON item FOR SELECT USING (id > 5)");
    try {
      assertThat(errors()).containsOnlyKeys("table.include.list");
      assertThat(errors().get("table.include.list"))
          .contains("row-level security", "public.item", "ALTER ROLE " + role + " BYPASSRLS");
      database.execute("ALTER ROLE " + role + " BYPASSRLS");
      assertThat(errors()).as("cured").isEmpty();
    } finally {
      dropRole();
    }
  }

  @Test
  void aServerWithoutAFreeSlotBesideTheOneThatIsThereIsTold() {
    createOwnSlot();
    try {
      assertThat(errors()).isEmpty();
      database.execute(
          "SELECT pg_create_physical_replication_slot('filler_' || g) FROM generate_series(1,"
              + " current_setting('max_replication_slots')::int - (SELECT count(*)::int FROM"
              + " pg_replication_slots)) g");
      assertThat(errors()).containsOnlyKeys("snapshot.mode");
      assertThat(errors().get("snapshot.mode"))
          .contains("replication slots", "ALTER SYSTEM SET max_replication_slots = ");
    } finally {
      database.execute(
          "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name"
              + " LIKE 'filler%' OR database = current_database()",
          "DROP ROLE " + role);
    }
  }

  @Test
  void aServerWithoutASecondWalsenderIsTold() throws SQLException {
    createOwnSlot();
    List<ReplicationSession> sessions = new ArrayList<>();
    try {
      takeAll(sessions);
      sessions.remove(0).close();
      // The one that is free is needed twice, and is given back with a delay.
      Map<String, String> told =
          Tries.until(seen -> seen.keySet().equals(Set.of("snapshot.mode")), this::errors);
      assertThat(told).containsOnlyKeys("snapshot.mode");
      assertThat(told.get("snapshot.mode")).contains("max_wal_senders");
    } finally {
      for (ReplicationSession each : sessions) {
        each.close();
      }
      database.execute("DROP ROLE " + role);
    }
  }

  private void takeAll(List<ReplicationSession> sessions) {
    SourceConfig config = new SourceConfig(settings);
    try {
      while (true) {
        sessions.add(ReplicationSession.open(config.database()));
      }
    } catch (SQLException e) {
      assertThat(e.getMessage()).contains("max_wal_senders");
    }
  }

  private void createOwnSlot() {
    database.execute(
        "SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')");
  }

  /** What validation says, by setting. */
  private Map<String, String> errors() {
    Map<String, String> errors = new TreeMap<>();
    for (ConfigValue value : new PostgresSourceConnector().validate(settings).configValues()) {
      if (!value.errorMessages().isEmpty()) {
        errors.put(value.name(), String.join("; ", value.errorMessages()));
      }
    }
    return errors;
  }
}
