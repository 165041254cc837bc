package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.RunningTask.Offsets;
import io.walmirror.stack.embedded.PostgresServer;
import io.walmirror.stack.proof.Proof;
import io.walmirror.stack.server.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** A standby is promoted, or the one that it follows, while it is read from. */
@EnabledIf("io.walmirror.connector.Standbys#canBeRead")
class StandbyPromotionIT {

  private static final String VERSION = Standbys.version();

  /** Somebody who reads from a server by a slot of his own. */
  private static final class Reading {
    private final Map<String, String> settings;
    private final Offsets offsets = new Offsets();
    private final RunningTask task;

    Reading(StandbyPair pair, PostgresServer server, String slot, SourceTask source) {
      settings = pair.settings(server, slot);
      task = RunningTask.start(source, settings, offsets);
      task.await("stream", running -> StandbyPair.streams(server, slot));
    }

    /** Stores what was read, and ends. */
    void end() {
      task.storeAll();
      task.close();
    }

    RunningTask again() {
      return RunningTask.start(settings, offsets);
    }
  }

  @Test
  void theSameHistoryGoesOnWhereItIsPromotedAndWhereItFollowsAnotherThatIs() {
    try (StandbyPair pair = StandbyPair.start(VERSION, Map.of(), Map.of());
        Mutant unasked =
            Mutant.of(
                "wire/StandbyTimeline.java",
                Map.of("if (now != timeline)", "if (now == -1)"),
                // A connection that is replaced meanwhile would be told.
                "Silence.java",
                Map.of("Duration.ofSeconds(8)", "Duration.ofMinutes(5)"));
        Mutant untold =
            Mutant.of("Reader.java", Map.of("records.goesOnIn(opened.history());", ""))) {
      PostgresServer heir = pair.primary().standby("heir", Map.of());
      Reading promoted = new Reading(pair, heir, "promoted", new PostgresSourceTask());
      Reading follower = new Reading(pair, pair.standby(), "follower", new PostgresSourceTask());
      List<Reading> controls = new ArrayList<>();
      controls.add(new Reading(pair, heir, "unasked", unasked.task()));
      controls.add(new Reading(pair, heir, "untold", untold.task()));
      pair.database().execute("INSERT INTO item VALUES (1, 'before')");
      for (Reading each : List.of(promoted, follower, controls.get(0), controls.get(1))) {
        each.task.await(1);
      }
      pair.follow();
      heir.awaitReplayOf(pair.primary());
      pair.losePrimary();
      heir.promote();
      pair.shown()
          .execute(
              "ALTER SYSTEM SET primary_conninfo = '" + conninfo(heir) + "'",
              "ALTER SYSTEM SET primary_slot_name = ''",
              "SELECT pg_reload_conf()");
      Database shop = heir.database("shop");
      for (int id = 2; id <= 20; id++) {
        shop.execute("INSERT INTO item VALUES (" + id + ", 'behind')");
      }
      for (Reading each : List.of(promoted, follower)) {
        List<Event> events = Event.of(each.task.await(20));
        assertThat(events).extracting(Event::id).doesNotHaveDuplicates().hasSize(20);
        assertThat(events.get(19).position().generation())
            .isEqualTo(events.get(0).position().generation());
        each.end();
        assertThat(each.offsets.stored()).containsEntry("wm_timeline", 2L);
      }
      for (Reading each : controls) {
        each.task.await(20);
        each.end();
        try (RunningTask again = each.again()) {
          assertThat(again.awaitFailure()).hasMessageContaining("forked off");
        }
      }
      shop.execute("INSERT INTO item VALUES (21, 'while they were away')");
      for (Reading each : List.of(promoted, follower)) {
        try (RunningTask again = each.again()) {
          assertThat(Event.of(again.await(1))).extracting(Event::id).containsExactly(21L);
        }
      }
      Proof.row(
          "A promotion while a standby is read from continues the same history",
          "StandbyPromotionIT.theSameHistoryGoesOnWhereItIsPromotedAndWhereItFollowsAnotherThatIs on PostgreSQL "
              + VERSION,
          "the primary lost, one standby promoted, one following it: 21 rows each, once, and restarts",
          "where the timeline is not asked for, or not told in offsets, the restart is refused");
    }
  }

  private static String conninfo(PostgresServer server) {
    return String.format(
        "host=%s port=%d user=%s password=%s dbname=postgres",
        server.host(), server.port(), server.user(), server.password());
  }
}
