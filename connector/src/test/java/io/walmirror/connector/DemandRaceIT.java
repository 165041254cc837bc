package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.RunningTask.Offsets;
import io.walmirror.envelope.Position;
import io.walmirror.stack.server.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Transactions that are in the log, and were streamed, before a range is read that does not show
 * them.
 */
class DemandRaceIT extends Scenarios {

  private static final int ROWS = 200;
  private static final long HELD = 150;

  private int runs;

  @BeforeEach
  void fill() {
    settings.put("incremental.snapshot.chunk.size", "20");
    // Only what is to hang waits for the standby that is not there.
    database.execute(
        "ALTER DATABASE " + database.name() + " SET synchronous_commit = 'local'",
        "INSERT INTO item SELECT i, 'old', i FROM generate_series(1, " + ROWS + ") i");
  }

  @Test
  @Covers({72})
  void aTransactionThatCommitsWhileRowsAreReadEndsWithItsOwnValue() throws SQLException {
    Map<Long, Object> names = committedMeanwhile(new PostgresSourceTask());
    assertThat(names).hasSize(ROWS).containsEntry(HELD, "new");
    assertThat(names.values().stream().filter("old"::equals)).hasSize(ROWS - 1);

    Map<Long, Object> unrecorded;
    try (Mutant mutant = Mutant.of(RECORDING, Map.of(TOUCHED, TOUCHED + " || broken == false"))) {
      unrecorded = committedMeanwhile(mutant.task());
    }
    assertThat(unrecorded).as("without the recording").containsEntry(HELD, "old");
    Map<Long, Object> stamped;
    try (Mutant mutant =
        Mutant.of(
            RECORDING,
            Map.of(TOUCHED, TOUCHED + " || broken == false"),
            "snapshot/demand/Interleaving.java",
            Map.of("relation, row, covered, number + 1", "relation, row, range.bound(), number"))) {
      stamped = committedMeanwhile(mutant.task());
    }
    assertThat(stamped).as("stamped by the end of the log").containsEntry(HELD, "old");
    proof(
        "A row that is read on demand never outlives a newer change that it does not show",
        "DemandRaceIT.aTransactionThatCommitsWhileRowsAreReadEndsWithItsOwnValue",
        "a commit held in the log by a standby that is absent: it ends with its value",
        "without the recording, and with rows stamped by where the log ends: the older row wins");
  }

  @Test
  void aTransactionThatCommittedBeforeIsWaitedForUntilItIsSeen() throws SQLException {
    Map<Long, Object> names = committedBefore(new PostgresSourceTask(), true);
    assertThat(names).hasSize(ROWS).containsEntry(HELD, "new");

    Map<Long, Object> hasty;
    try (Mutant mutant =
        Mutant.of(
            "snapshot/demand/LockWait.java",
            Map.of("return holders.isEmpty()", "return holders.size() >= 0"))) {
      hasty = committedBefore(mutant.task(), false);
    }
    assertThat(hasty).as("without waiting for locks").containsEntry(HELD, "old");
    proof(
        "Rows are read on demand when every earlier transaction on the table can be seen",
        "DemandRaceIT.aTransactionThatCommittedBeforeIsWaitedForUntilItIsSeen",
        "a commit held in the log before the request: read with its value once it is seen",
        "without waiting for its lock: the older row wins");
  }

  private static final String RECORDING = "snapshot/demand/Recording.java";
  private static final String TOUCHED = "if (relation.oid() != table || broken";

  /** Somebody holds the table when it is asked for; a second transaction commits meanwhile. */
  private Map<Long, Object> committedMeanwhile(SourceTask source) throws SQLException {
    try (RunningTask task = started(source);
        Connection holder = database.connect()) {
      holder.setAutoCommit(false);
      run(holder, "INSERT INTO item VALUES (100000, 'never', 0)");
      task.ask().request("a", List.of("public.item"), Map.of());
      task.await("waiting for locks", running -> waitsForLocks(database));
      try (Limbo limbo = Limbo.of(database, update())) {
        task.await("the change", running -> running.data().size() == 1);
        holder.rollback();
        task.await("the rows", RunningTask::hasAllAsked);
        assertThat(limbo.hangs()).isTrue();
        return names(task);
      }
    } finally {
      reset();
    }
  }

  /** The table is asked for when a commit on it was streamed and cannot be seen. */
  private Map<Long, Object> committedBefore(SourceTask source, boolean waits) throws SQLException {
    try (RunningTask task = started(source)) {
      try (Limbo limbo = Limbo.of(database, update())) {
        task.await("the change", running -> running.data().size() == 1);
        task.ask().request("a", List.of("public.item"), Map.of());
        if (waits) {
          task.await("waiting for locks", running -> waitsForLocks(database));
          assertThat(task.data()).hasSize(1);
        } else {
          task.await("the rows", RunningTask::hasAllAsked);
        }
        assertThat(limbo.hangs()).isTrue();
      }
      task.await("the rows", RunningTask::hasAllAsked);
      return names(task);
    } finally {
      reset();
    }
  }

  private static String update() {
    return "UPDATE item SET name = 'new' WHERE id = " + HELD;
  }

  private RunningTask started(SourceTask source) {
    settings.put("slot.name", database.slot() + "_" + runs++);
    RunningTask task = RunningTask.start(source, settings, new Offsets());
    task.await("slot", running -> activeSlot(settings.get("slot.name")));
    return task;
  }

  private void reset() {
    database.execute("UPDATE item SET name = 'old' WHERE id = " + HELD);
  }

  static boolean waitsForLocks(Database database) {
    return !database
        .rows(
            "SELECT 1 FROM pg_stat_activity WHERE application_name LIKE '%on demand' AND query"
                + " LIKE '%pg_locks%' AND datname = current_database()")
        .isEmpty();
  }

  /** What a sink would hold: of each key the event with the highest position. */
  private static Map<Long, Object> names(RunningTask task) {
    Map<Long, Position> positions = new HashMap<>();
    Map<Long, Object> names = new HashMap<>();
    for (Event event : Event.of(task.data())) {
      Position before = positions.get(event.id());
      if (before == null || event.position().compareTo(before) > 0) {
        positions.put(event.id(), event.position());
        names.put(event.id(), event.after().get("name"));
      }
    }
    return names;
  }
}
