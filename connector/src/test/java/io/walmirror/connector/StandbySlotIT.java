package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.RunningTask.Offsets;
import io.walmirror.stack.proof.Proof;
import io.walmirror.stack.proxy.TcpProxy;
import io.walmirror.stack.server.Database;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Slots on standbys: those that the primary makes useless, and those that follow a failover. */
class StandbySlotIT {

  private static final String VERSION = Standbys.version();

  /** What has a standby copy slots; who is promoted waits for no standby. */
  private static final Map<String, String> IN_STEP =
      Map.of("sync_replication_slots", "on", "synchronized_standby_slots", "");

  private final Offsets offsets = new Offsets();

  @Test
  @EnabledIf("io.walmirror.connector.Standbys#canBeRead")
  void aSlotWhoseCatalogThePrimaryRemovedStopsTheTaskOrBeginsANewGeneration() {
    try (StandbyPair pair =
        StandbyPair.start(VERSION, Map.of(), Map.of("hot_standby_feedback", "off"))) {
      Map<String, String> settings = pair.settings("conflicting");
      settings.put("snapshot.mode", "initial");
      pair.database().execute("INSERT INTO item VALUES (1, 'a')");
      pair.follow();
      long before;
      try (RunningTask task = RunningTask.start(settings, offsets)) {
        before = Event.of(task.await(1)).get(0).position().generation();
        task.await("the end of the snapshot", running -> over(running));
        removeCatalogRows(pair.database());
        assertThat(task.awaitFailure())
            .hasMessageContaining("primary removed rows of the catalog")
            .hasMessageContaining("hot_standby_feedback=on")
            .hasMessageContaining("resync=true");
      }
      settings.put("resync", "true");
      try (RunningTask task = RunningTask.start(settings, offsets)) {
        Event row = Event.of(task.await(1)).get(0);
        assertThat(row.op()).isEqualTo("r");
        assertThat(row.position().generation()).isGreaterThan(before);
      }
      // The control: where the primary is told what the slot needs, nothing of it is removed.
      pair.shown()
          .execute("ALTER SYSTEM SET hot_standby_feedback = 'on'", "SELECT pg_reload_conf()");
      Offsets kept = new Offsets();
      Map<String, String> other = pair.settings("kept");
      try (RunningTask task = RunningTask.start(other, kept)) {
        pair.streaming(task, "kept");
        StandbyPair.await("feedback", () -> fedBack(pair.database()));
        removeCatalogRows(pair.database());
        pair.database().execute("INSERT INTO item VALUES (2, 'b')");
        assertThat(Event.of(task.await(1))).extracting(Event::id).containsExactly(2L);
      }
      Proof.row(
          "No silent gap: a standby's slot that the primary made useless stops the task, or resyncs",
          "StandbySlotIT.aSlotWhoseCatalogThePrimaryRemovedStopsTheTaskOrBeginsANewGeneration on PostgreSQL "
              + VERSION,
          "catalog rows removed on the primary: stopped with the cure; with resync a new generation",
          "with hot_standby_feedback=on the same removal leaves the stream as it is");
    }
  }

  private boolean over(RunningTask task) {
    task.storeAll();
    return offsets.stored() != null && !offsets.stored().containsKey("wm_snapshot");
  }

  private static boolean fedBack(Database primary) {
    return !primary
        .rows("SELECT 1 FROM pg_replication_slots WHERE catalog_xmin IS NOT NULL AND NOT temporary")
        .isEmpty();
  }

  private static void removeCatalogRows(Database database) {
    for (int i = 0; i < 5; i++) {
      database.execute(
          "CREATE TABLE short_lived (id int)",
          "DROP TABLE short_lived",
          "VACUUM pg_class",
          "VACUUM pg_attribute",
          "VACUUM pg_type");
    }
  }

  @Test
  @EnabledIf("io.walmirror.connector.Standbys#followFailovers")
  void aSlotThatFollowsAFailoverContinuesTheStreamWithoutAGap() {
    try (StandbyPair pair =
        StandbyPair.start(VERSION, Map.of("synchronized_standby_slots", "standby"), IN_STEP)) {
      Map<String, String> settings = pair.settings(pair.primary(), "failover");
      settings.put("slot.failover", "true");
      TcpProxy address = TcpProxy.before(pair.primary().host(), pair.primary().port());
      int port = address.port();
      settings.put("database.port", Integer.toString(port));
      long generation;
      try (RunningTask task = RunningTask.start(settings, offsets)) {
        task.await("stream", running -> StandbyPair.streams(pair.primary(), "failover"));
        pair.database().execute("INSERT INTO item VALUES (1, 'a')");
        generation = Event.of(task.await(1)).get(0).position().generation();
        task.storeAll();
        inStep(pair, task);
        pair.database().execute("INSERT INTO item VALUES (2, 'behind what the copy knows')");
        task.await(2);
        task.storeAll();
        pair.losePrimary();
        address.close();
        try (TcpProxy moved = TcpProxy.before(pair.standby().host(), pair.standby().port(), port)) {
          assertThat(moved.port()).isEqualTo(port);
          // It is asked before it is promoted: then it is waited for.
          StandbyPair.await("connection to the standby", () -> asked(pair));
          pair.standby().promote();
          pair.shown().execute("INSERT INTO item VALUES (3, 'on the promoted one')");
          assertThat(Event.of(task.await(3))).extracting(Event::id).containsExactly(1L, 2L, 3L);
          task.storeAll();
          assertThat(offsets.stored()).containsEntry("wm_timeline", 2L);
        }
      }
      settings.put("database.port", Integer.toString(pair.standby().port()));
      pair.shown().execute("INSERT INTO item VALUES (4, 'while it was away')");
      try (RunningTask task = RunningTask.start(settings, offsets)) {
        Event event = Event.of(task.await(1)).get(0);
        assertThat(event.id()).isEqualTo(4L);
        assertThat(event.position().generation()).isEqualTo(generation);
      }
    }
  }

  @Test
  @EnabledIf("io.walmirror.connector.Standbys#followFailovers")
  void aFailoverToAStandbyThatLacksWhatWasReadIsNotTakenForTheSameHistory() {
    try (StandbyPair pair = StandbyPair.start(VERSION, Map.of(), IN_STEP)) {
      Map<String, String> settings = pair.settings(pair.primary(), "failover");
      settings.put("slot.failover", "true");
      try (RunningTask task = RunningTask.start(settings, offsets)) {
        task.await("stream", running -> StandbyPair.streams(pair.primary(), "failover"));
        pair.database().execute("INSERT INTO item VALUES (1, 'a')");
        task.await(1);
        task.storeAll();
        inStep(pair, task);
        pair.follow();
        pair.standby().stop();
        pair.database().execute("INSERT INTO item VALUES (2, 'lost with the primary')");
        task.await(2);
        task.storeAll();
      }
      pair.losePrimary();
      pair.standby().start();
      pair.standby().promote();
      pair.shown()
          .execute("INSERT INTO item SELECT i, 'another 2' FROM generate_series(2, 5000) i");
      settings.put("database.port", Integer.toString(pair.standby().port()));
      try (RunningTask task = RunningTask.start(settings, offsets)) {
        assertThat(task.awaitFailure())
            .hasMessageContaining("changes that were read do not exist there")
            .hasMessageContaining("resync=true");
      }
      Proof.row(
          "A failover continues the history where the standby has all that was read, and only there",
          "StandbySlotIT.aSlotThatFollowsAFailoverContinuesTheStreamWithoutAGap on PostgreSQL "
              + VERSION,
          "a slot kept in step, the primary killed: 4 rows, each once, under one generation",
          "a standby that lacks a row that was read: the task stops and names the cure");
    }
  }

  /** Waits until the standby has a copy of the primary's slot, which has to move for that. */
  private static void inStep(StandbyPair pair, RunningTask task) {
    StandbyPair.await(
        "copy of the slot",
        () -> {
          task.storeAll();
          return !pair.shown()
              .rows("SELECT 1 FROM pg_replication_slots WHERE synced AND NOT temporary")
              .isEmpty();
        });
  }

  private static boolean asked(StandbyPair pair) {
    return !pair.shown()
        .rows("SELECT 1 FROM pg_stat_activity WHERE application_name LIKE 'walmirror %'")
        .isEmpty();
  }
}
