package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** Publications and slots: created, kept in step with the settings, or wanted there. */
class PublicationScenariosIT extends Scenarios {

  @Test
  @Covers(78)
  void byDefaultEveryTableIsPublished() {
    try (RunningTask task = start()) {
      assertThat(publication("puballtables")).isEqualTo("t");
      assertThat(publication("pubviaroot")).isEqualTo("f");
      database.execute("INSERT INTO item VALUES (1, 'a', 1)");
      assertThat(task.await(1)).hasSize(1);
    }
  }

  @Test
  @Covers(78)
  void aFilteredPublicationHasWhatIsCapturedAndFollowsTheSettings() {
    database.execute("CREATE TABLE other (id int PRIMARY KEY)");
    settings.put("publication.autocreate.mode", "filtered");
    settings.put("table.include.list", "public\\.item");
    start().close();
    assertThat(published()).isEqualTo("item");

    settings.put("table.include.list", "public\\.item,public\\.other");
    start().close();

    assertThat(published()).isEqualTo("item,other");
    assertThat(publication("puballtables")).isEqualTo("f");
  }

  @Test
  @Covers(78)
  void aPublicationThatIsWantedThereAndIsNotStopsTheTaskWithTheStatement() {
    settings.put("publication.autocreate.mode", "disabled");
    try (RunningTask task = RunningTask.start(settings, offsets)) {
      assertThat(task.awaitFailure())
          .hasMessageContaining("does not exist")
          .hasMessageContaining("CREATE PUBLICATION");
    }
  }

  @Test
  @Covers(78)
  void aFilterThatNothingPassesStopsTheTask() {
    settings.put("publication.autocreate.mode", "filtered");
    settings.put("table.include.list", "public\\.nothing");
    try (RunningTask task = RunningTask.start(settings, offsets)) {
      assertThat(task.awaitFailure()).hasMessageContaining("no table of");
    }
  }

  @Test
  @Covers(78)
  void aSlotThatIsThereGetsThePublicationThatIsMissing() {
    database.execute(
        "SELECT pg_create_logical_replication_slot(current_database()::name, 'pgoutput')");

    try (RunningTask task = start()) {
      assertThat(publication("puballtables")).isEqualTo("t");
      database.execute("INSERT INTO item VALUES (1, 'a', 1)");
      assertThat(task.await(1)).hasSize(1);
    }
  }

  @Test
  @Covers(78)
  void partitionsArePublishedAsTheirRootWhereThatIsWanted() {
    database.execute(
        "CREATE TABLE parted (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (10)");
    settings.put("publish.via.partition.root", "true");
    try (RunningTask task = start()) {
      database.execute("INSERT INTO parted VALUES (1)");

      assertThat(task.await(1))
          .extracting(SourceRecord::topic)
          .isEqualTo(List.of("t.public.parted"));
      assertThat(publication("pubviaroot")).isEqualTo("t");
    }
  }

  @Test
  @Covers(78)
  void withoutItPartitionsArePublishedAsThemselves() {
    database.execute(
        "CREATE TABLE parted (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (10)");
    try (RunningTask task = start()) {
      database.execute("INSERT INTO parted VALUES (1)");

      assertThat(task.await(1))
          .extracting(SourceRecord::topic)
          .isEqualTo(List.of("t.public.parted_1"));
    }
  }

  @Test
  @Covers(79)
  void aSlotFollowsAFailoverWhereThatIsWantedAndElseNot() {
    assumeThat(version).isNotEqualTo("14");
    start().close();
    assertThat(failover()).isEqualTo("f");
    database.releaseSlots();
    database.execute("SELECT pg_drop_replication_slot(current_database()::name)");

    settings.put("slot.failover", "true");
    start().close();
    assertThat(failover()).isEqualTo("t");
    database.releaseSlots();
    database.execute("SELECT pg_drop_replication_slot(current_database()::name)");

    settings.put("snapshot.mode", "initial");
    start().close();
    assertThat(failover()).as("created with a snapshot").isEqualTo("t");
  }

  @Test
  @Covers(85)
  void aRoleThatMayNotLogInStopsTheTask() {
    String role = "locked_out_" + database.name();
    database.execute("CREATE ROLE " + role + " REPLICATION NOLOGIN PASSWORD 'secret-4711'");
    settings.put("database.user", role);
    settings.put("database.password", "secret-4711");
    try (RunningTask task = RunningTask.start(settings, offsets)) {
      assertThat(task.awaitFailure())
          .hasMessageContaining(role)
          .hasMessageNotContaining("secret-4711");
    } finally {
      database.execute("DROP ROLE " + role);
    }
  }

  private String publication(String column) {
    return database.value(
        "SELECT "
            + column
            + " FROM pg_publication WHERE pubname = '"
            + database.publication()
            + "'");
  }

  private String published() {
    return database.value(
        "SELECT string_agg(tablename, ',' ORDER BY tablename) FROM pg_publication_tables"
            + " WHERE pubname = '"
            + database.publication()
            + "'");
  }

  private String failover() {
    return database.value(
        "SELECT failover FROM pg_replication_slots WHERE slot_name = '" + database.slot() + "'");
  }
}
