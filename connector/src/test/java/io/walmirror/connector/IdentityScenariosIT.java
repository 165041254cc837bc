package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replica identities that are set at the start. */
class IdentityScenariosIT extends Scenarios {

  @BeforeEach
  void createTables() {
    database.execute(
        "CREATE TABLE first (id int PRIMARY KEY, code text NOT NULL)",
        "CREATE UNIQUE INDEX first_code ON first (code)",
        "CREATE TABLE first_too (id int PRIMARY KEY)");
  }

  @Test
  @Covers(80)
  void anIdentityIsSetBeforeTheStreamBegins() {
    settings.put("replica.identity.autoset.values", "public\\.first:FULL,public\\.item:NOTHING");
    try (RunningTask task = start()) {
      assertThat(identity("first")).isEqualTo("f");
      assertThat(identity("item")).isEqualTo("n");
      assertThat(identity("first_too")).isEqualTo("d");
      database.execute("INSERT INTO first VALUES (1, 'a')", "UPDATE first SET code = 'b'");
      assertThat(new Event(task.await(2).get(1)).before().getString("code")).isEqualTo("a");
    }
  }

  @Test
  @Covers(80)
  void oneExpressionSetsManyTables() {
    settings.put("replica.identity.autoset.values", "public\\.first.*:FULL");
    start().close();

    assertThat(identity("first")).isEqualTo("f");
    assertThat(identity("first_too")).isEqualTo("f");
    assertThat(identity("item")).isEqualTo("d");
  }

  @Test
  @Covers(80)
  void anIndexIsSetAndDefaultSetsItBack() {
    settings.put("replica.identity.autoset.values", "public\\.first:INDEX first_code");
    start().close();
    assertThat(identity("first")).isEqualTo("i");

    settings.put("replica.identity.autoset.values", "public\\.first:DEFAULT");
    start().close();
    assertThat(identity("first")).isEqualTo("d");
  }

  @Test
  @Covers(80)
  void anIndexThatIsNotThereLeavesTheTableAsItIs() {
    settings.put("replica.identity.autoset.values", "public\\.first:INDEX nothing");
    start().close();

    assertThat(identity("first")).isEqualTo("d");
  }

  @Test
  @Covers(80)
  void aTableOfAnotherRoleStaysAsItIsAndIsRead() {
    String role = "reader_of_" + database.name();
    database.execute(
        "CREATE ROLE " + role + " REPLICATION LOGIN PASSWORD 'x'",
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO " + role,
        "CREATE PUBLICATION " + database.publication() + " FOR ALL TABLES");
    settings.put("database.user", role);
    settings.put("database.password", "x");
    settings.put("replica.identity.autoset.values", "public\\.first:FULL");
    try (RunningTask task = start()) {
      database.execute("INSERT INTO first VALUES (1, 'a')");
      assertThat(task.await(1)).hasSize(1);
      assertThat(identity("first")).isEqualTo("d");
    } finally {
      database.execute("DROP OWNED BY " + role, "DROP ROLE " + role);
    }
  }

  @Test
  @Covers(80)
  void aTableThatTwoEntriesMatchStopsTheTask() {
    settings.put("replica.identity.autoset.values", "public\\.first:FULL,public\\.fir.*:DEFAULT");
    try (RunningTask task = RunningTask.start(settings, offsets)) {
      assertThat(task.awaitFailure()).hasMessageContaining("public.first");
    }
  }

  @Test
  @Covers(80)
  void withoutTheSettingNothingIsAltered() {
    database.execute("ALTER TABLE first REPLICA IDENTITY FULL");
    start().close();

    assertThat(identity("first")).isEqualTo("f");
    assertThat(identity("item")).isEqualTo("d");
  }

  private String identity(String table) {
    return database.value(
        "SELECT relreplident FROM pg_class WHERE oid = 'public." + table + "'::regclass");
  }
}
