package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.RunningTask.Kafka;
import io.walmirror.connector.RunningTask.Offsets;
import io.walmirror.stack.proof.Proof;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Everything is read from a standby: rows, changes, and rows on demand. */
@EnabledIf("io.walmirror.connector.Standbys#canBeRead")
class StandbyIT {

  private static final String VERSION = Standbys.version();
  private static final int ROWS = 6000;
  private static final int CHUNK = 500;
  private static final long CHANGED = 5500;
  private static StandbyPair pair;

  private final Offsets offsets = new Offsets();

  @BeforeAll
  static void start() {
    pair = StandbyPair.start(VERSION, Map.of(), Map.of("log_statement", "all"));
  }

  @AfterAll
  static void stop() {
    pair.close();
  }

  @BeforeEach
  void empty() {
    pair.database().execute("TRUNCATE item");
    pair.follow();
  }

  @Test
  void rowsThatAreThereAndAllThatHappensSinceComeOnceAndInOrder() throws SQLException {
    pair.database().execute("INSERT INTO item SELECT i, 'old' FROM generate_series(1, 500) i");
    pair.follow();
    Map<String, String> settings = pair.settings("initial");
    settings.put("snapshot.mode", "initial");
    settings.put("snapshot.max.threads", "2");
    settings.put("snapshot.chunk.bytes", "65536");
    try (Connection open = pair.database().connect()) {
      open.setAutoCommit(false);
      Scenarios.run(open, "INSERT INTO item VALUES (1000, 'open when the slot was created')");
      Scenarios.run(open, "UPDATE item SET name = 'open' WHERE id = 1");
      // Where the standby is behind it, the slot begins before it, and need not wait.
      pair.database().execute("SELECT txid_current()");
      pair.follow();
      try (RunningTask task = RunningTask.start(settings, offsets)) {
        // The slot waits for the open transaction, which the primary alone knows.
        StandbyPair.await("slot", () -> hasSlot("initial"));
        pair.database().execute("UPDATE item SET name = 'meanwhile' WHERE id = 2");
        open.commit();
        task.await("the last row", RunningTask::sawLastRow);
        pair.database()
            .execute("UPDATE item SET name = 'new' WHERE id = 3", "DELETE FROM item WHERE id = 4");
        task.await("the delete", running -> lastOf(running).get(4L).op().equals("-"));
        Map<Long, Event> last = lastOf(task);
        assertThat(last).hasSize(501);
        assertThat(name(last, 1)).isEqualTo("open");
        assertThat(name(last, 2)).isEqualTo("meanwhile");
        assertThat(name(last, 3)).isEqualTo("new");
        assertThat(name(last, 1000)).isEqualTo("open when the slot was created");
        assertThat(Event.of(task.data()))
            .extracting(Event::op)
            .filteredOn("r"::equals)
            .hasSize(501);
        task.await(
            "the end of the snapshot",
            running -> {
              running.storeAll();
              return !offsets.stored().containsKey("wm_snapshot");
            });
      }
    }
    pair.database().execute("INSERT INTO item VALUES (2000, 'while the task was away')");
    try (RunningTask task = RunningTask.start(settings, offsets)) {
      assertThat(Event.of(task.await(1))).extracting(Event::id).containsExactly(2000L);
      task.storeAll();
      task.await("a confirmation on the standby", running -> confirmed("initial"));
    }
    Proof.row(
        "A standby can be read from: its rows, and the stream of its slot",
        "StandbyIT.rowsThatAreThereAndAllThatHappensSinceComeOnceAndInOrder on PostgreSQL "
            + VERSION,
        "500 rows and changes around the slot's creation, an open transaction among them: each once",
        "a row written while the task was away comes after its restart, and nothing else does");
  }

  @Test
  void aTransactionThatIsReplayedWhenItsRowWasReadEndsWithItsOwnValue() throws SQLException {
    pair.database()
        .execute("INSERT INTO item SELECT i, 'old' FROM generate_series(1, " + ROWS + ") i");
    pair.follow();
    Map<Long, Event> last = replayedMeanwhile(new PostgresSourceTask(), "race");
    assertThat(last).hasSize(ROWS);
    assertThat(name(last, CHANGED)).isEqualTo("new");
    assertThat(name(last, 1)).isEqualTo("first");

    Map<Long, Event> all;
    try (Mutant mutant =
        Mutant.of(
            "catalog/Seen.java",
            Map.of("return commit.isBefore(replayed);", "return commit != null;"))) {
      all = replayedMeanwhile(mutant.task(), "all_seen");
    }
    assertThat(name(all, CHANGED)).as("where all is taken to be seen").isEqualTo("old");
    Map<Long, Event> listed;
    try (Mutant mutant =
        Mutant.of(
            "snapshot/demand/RangeReader.java",
            Map.of(
                "replayed.<Seen>map(Seen.ByReplay::new).orElseGet(() -> Seen.of(snapshot))",
                "Seen.of(snapshot)"))) {
      listed = replayedMeanwhile(mutant.task(), "listed");
    }
    assertThat(name(listed, CHANGED)).as("by the list of those in progress").isEqualTo("old");
    Proof.row(
        "On a standby, too, a row that is read on demand never outlives a newer change",
        "StandbyIT.aTransactionThatIsReplayedWhenItsRowWasReadEndsWithItsOwnValue on PostgreSQL "
            + VERSION,
        "a commit replayed, and streamed, between the reading of a row and its turn: it wins",
        "told by pg_current_snapshot(), which lists nobody there, or not at all: the older row wins");
  }

  /** A transaction is open when a row of it is read, and replayed before the row goes on. */
  private Map<Long, Event> replayedMeanwhile(SourceTask source, String slot) throws SQLException {
    pair.database().execute("UPDATE item SET name = 'old' WHERE id IN (1, " + CHANGED + ")");
    pair.follow();
    Map<String, String> settings = pair.settings(slot);
    settings.put("incremental.snapshot.chunk.size", Integer.toString(CHUNK));
    Unacknowledged kafka = new Unacknowledged();
    try (RunningTask task = RunningTask.start(source, settings, new Offsets(), kafka);
        Connection open = pair.database().connect()) {
      pair.streaming(task, slot);
      open.setAutoCommit(false);
      Scenarios.run(open, "UPDATE item SET name = 'new' WHERE id = " + CHANGED);
      pair.database().execute("UPDATE item SET name = 'first' WHERE id = 1");
      task.await(1);
      pair.pauseReplay();
      open.commit();
      long before = ranges();
      task.ask().request("a", List.of("public.item"), Map.of());
      task.await("rows that nobody acknowledges", running -> running.data().size() > 64);
      StandbyPair.await("rows that were read", () -> ranges() > before + ROWS / CHUNK);
      assertThat(lastOf(task)).doesNotContainKey(CHANGED);
      pair.resumeReplay();
      task.await("the change", running -> lastOf(running).containsKey(CHANGED));
      kafka.released = true;
      task.await("the rows", RunningTask::hasAllAsked);
      return lastOf(task);
    } finally {
      pair.resumeReplay();
    }
  }

  /** How many ranges of rows the standby was asked for, each when the one before had come. */
  private static long ranges() {
    try (Stream<String> lines = Files.lines(pair.standby().log().orElseThrow())) {
      return lines.filter(line -> line.contains("statement: COPY (SELECT ")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Acknowledges rows only when that is wanted. */
  private static final class Unacknowledged extends Kafka {
    private final List<SourceRecord> withheld = new ArrayList<>();
    private volatile boolean released;

    @Override
    void sent(SourceTask task, SourceRecord record) throws InterruptedException {
      if (!released && new Event(record).isOp("r")) {
        withheld.add(record);
        return;
      }
      acknowledge(task, record, 0);
      if (released) {
        for (SourceRecord each : withheld) {
          acknowledge(task, each, 0);
        }
        withheld.clear();
      }
    }
  }

  private boolean confirmed(String slot) {
    return pair.shown()
        .value(
            "SELECT confirmed_flush_lsn >= '"
                + new io.walmirror.envelope.Lsn((Long) offsets.stored().get("wm_end_lsn"))
                + "'::pg_lsn FROM pg_replication_slots WHERE slot_name = '"
                + slot
                + "'")
        .equals("t");
  }

  private static boolean hasSlot(String slot) {
    return !pair.shown()
        .rows("SELECT 1 FROM pg_replication_slots WHERE slot_name = '" + slot + "'")
        .isEmpty();
  }

  /** What a sink would hold: of each key the event with the highest position. */
  static Map<Long, Event> lastOf(RunningTask task) {
    Map<Long, Event> last = new HashMap<>();
    for (Event event : Event.of(task.data())) {
      last.merge(event.id(), event, (a, b) -> b.position().compareTo(a.position()) > 0 ? b : a);
    }
    return last;
  }

  static Object name(Map<Long, Event> last, long id) {
    return last.get(id).after().get("name");
  }
}
