package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.RunningTask.Offsets;
import io.walmirror.envelope.Lsn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** Where a slot stands, who moves it, and what becomes of it. */
class SlotScenariosIT extends Scenarios {

  @Test
  @Covers({42, 49})
  void withoutAnOffsetATaskStartsWhereTheSlotStands() {
    createSlot();
    database.execute("INSERT INTO item VALUES (1, 'a', 1)", "INSERT INTO item VALUES (2, 'a', 1)");
    database.execute(
        "SELECT pg_replication_slot_advance(current_database()::name, pg_current_wal_lsn())",
        "INSERT INTO item VALUES (3, 'a', 1)");
    try (RunningTask task = start()) {
      database.execute("INSERT INTO item VALUES (4, 'a', 1)");

      assertThat(Event.of(task.await(2))).extracting(Event::id).containsExactly(3L, 4L);
    }
  }

  @Test
  @Covers(49)
  void whatWasNotConfirmedComesAgainAndWhatWasDoesNot() {
    createSlot();
    List<String> first;
    try (RunningTask task = start()) {
      database.execute(
          "INSERT INTO item VALUES (1, 'a', 1)", "INSERT INTO item VALUES (2, 'a', 1)");
      first = positions(task.await(2));
    }
    Offsets none = new Offsets();
    settings.put("position.generation", generation(first));
    try (RunningTask task = start(none)) {
      List<SourceRecord> again = task.await(2);
      assertThat(positions(again)).isEqualTo(first);
      task.store(again.get(1));
      Lsn end = new Lsn(new Event(again.get(1)).offset("wm_end_lsn"));
      task.await("confirmation", running -> !confirmed().isBefore(end));
    }
    database.execute("INSERT INTO item VALUES (3, 'missed while down', 1)");
    try (RunningTask task = start(new Offsets())) {
      assertThat(Event.of(task.await(1))).extracting(Event::id).containsExactly(3L);
    }
  }

  private static List<String> positions(List<SourceRecord> records) {
    return Event.of(records).stream().map(event -> event.position().text()).toList();
  }

  private static String generation(List<String> positions) {
    return Long.toString(Long.parseLong(positions.get(0).substring(1, 9), 16));
  }

  @Test
  @Covers(49)
  void aRolledBackTransactionYieldsNothing() {
    try (RunningTask task = start()) {
      database.execute(
          "BEGIN; INSERT INTO item VALUES (1, 'a', 1); ROLLBACK",
          "BEGIN; INSERT INTO item VALUES (2, 'a', 1); SAVEPOINT s; INSERT INTO item VALUES (3, 'a',"
              + " 1); ROLLBACK TO s; INSERT INTO item VALUES (4, 'a', 1); COMMIT");

      assertThat(Event.of(task.await(2))).extracting(Event::id).containsExactly(2L, 4L);
    }
  }

  @Test
  @Covers(49)
  void confirmationNeverGoesBack() {
    List<Lsn> seen = new ArrayList<>();
    try (RunningTask task = start()) {
      for (int id = 1; id <= 10; id++) {
        int count = id;
        database.execute("INSERT INTO item VALUES (" + id + ", 'a', 1)");
        List<SourceRecord> records = task.await(count);
        Lsn before = confirmed();
        task.store(records.get(count - 1));
        task.await("confirmation", running -> confirmed().isAfter(before));
        // An older offset stored again, as after a fenced producer's last flush.
        task.store(records.get(0));
        seen.add(confirmed());
      }
      task.storeAll();
    }
    start().close();
    seen.add(confirmed());
    assertThat(seen).isSorted();
  }

  @Test
  @Covers(47)
  void aRecreatedSlotStopsTheTask() {
    try (RunningTask task = start()) {
      database.execute("INSERT INTO item VALUES (1, 'a', 1)");
      task.await(1);
      task.storeAll();
    }
    database.releaseSlots();
    database.execute(
        "SELECT pg_drop_replication_slot(current_database())",
        "INSERT INTO item VALUES (2, 'lost', 1)",
        "SELECT pg_create_logical_replication_slot(current_database()::name, 'pgoutput')");
    try (RunningTask task = RunningTask.start(settings, offsets)) {
      assertThat(task.awaitFailure())
          .hasMessageContaining("recreated")
          .hasMessageContaining("lost")
          .hasMessageContaining("resync=true");
      assertThat(task.data()).isEmpty();
    }
    // Control: a task that remembers nothing cannot tell, and the row never comes.
    long last;
    try (RunningTask task = start(new Offsets())) {
      database.execute("INSERT INTO item VALUES (3, 'b', 1)");
      last = Event.of(task.await(1)).get(0).id();
    }
    assertThat(last).isEqualTo(3);
    proof(
        "A recreated slot is never a silent gap",
        "SlotScenariosIT.aRecreatedSlotStopsTheTask",
        "a slot dropped and created again while the task was down: it stops, naming cause and cure",
        "without the stored offset: goes on, and 1 row is lost");
  }

  @Test
  @Covers(47)
  void anOffsetAheadOfItsSlotIsWhereTheStreamGoesOn() {
    // Nothing looks at what is stored before the task ends.
    settings.put("progress.interval.ms", "60000");
    createSlot();
    Lsn before = confirmed();
    try (RunningTask task = start()) {
      database.execute(
          "INSERT INTO item VALUES (1, 'a', 1)", "INSERT INTO item VALUES (2, 'a', 1)");
      // Stored, but the task ends before it could confirm.
      offsets.set(task.await(2).get(1).sourceOffset());
    }
    assertThat(confirmed()).isEqualTo(before);
    database.execute("INSERT INTO item VALUES (3, 'b', 1)");
    try (RunningTask task = start()) {
      assertThat(Event.of(task.await(1))).extracting(Event::id).containsExactly(3L);
    }
  }

  @Test
  @Covers(48)
  void theSequenceNamesTheCommitBeforeAndOffsetsAreNeverEmpty() {
    settings.put("heartbeat.interval.ms", "100");
    try (RunningTask task = start()) {
      task.await("heartbeat", running -> !ofTheStream(running).isEmpty());
      database.execute(
          "INSERT INTO item VALUES (1, 'a', 1)", "INSERT INTO item VALUES (2, 'a', 1)");
      List<Event> events = Event.of(task.await(2));

      long firstEnd = events.get(0).offset("wm_end_lsn");
      assertThat(events.get(0).offset("lsn_commit")).isEqualTo(firstEnd);
      assertThat(events.get(1).source().getString("sequence"))
          .isEqualTo("[\"" + firstEnd + "\",\"" + events.get(1).source().getInt64("lsn") + "\"]");
      assertThat(ofTheStream(task))
          .hasSizeGreaterThan(2)
          .allSatisfy(
              record ->
                  assertThat(record.sourceOffset().keySet().stream().map(Object::toString).toList())
                      .contains("lsn", "lsn_proc", "lsn_commit", "wm_position"));
    }
  }

  /** What is stored besides, of tables for one, has partitions of its own. */
  private static List<SourceRecord> ofTheStream(RunningTask task) {
    return task.all().stream().filter(record -> record.sourcePartition().size() == 1).toList();
  }

  @Test
  @Covers(79)
  void aSlotWhoseNameBeginsWithADigitWorks() {
    settings.put("slot.name", "12_" + database.slot());
    try (RunningTask task = start()) {
      database.execute("INSERT INTO item VALUES (1, 'a', 1)");
      assertThat(task.await(1)).hasSize(1);
    }
  }

  @Test
  @Covers(47)
  void aSlotThatIsDroppedOnStopIsGoneAndItsOffsetSaysSo() {
    settings.put("slot.drop.on.stop", "true");
    try (RunningTask task = start()) {
      database.execute("INSERT INTO item VALUES (1, 'a', 1)");
      task.await(1);
      task.storeAll();
    }
    assertThat(
            database.value(
                "SELECT count(*) FROM pg_replication_slots WHERE slot_name = current_database()"))
        .isEqualTo("0");
    try (RunningTask task = RunningTask.start(settings, offsets)) {
      assertThat(task.awaitFailure()).hasMessageContaining("is gone");
    }
  }

  @Test
  void aTaskThatIsStoppedWhileItOpensItsStreamLetsGoOfTheSlot() throws SQLException {
    createSlot();
    try (Connection connection = database.connect()) {
      for (int stop = 0; stop < 8; stop++) {
        RunningTask task = RunningTask.start(settings, offsets);
        while (!active(connection)) {
          Thread.onSpinWait();
        }
        task.close();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (active(connection)) {
          assertThat(System.nanoTime()).as("deadline, at stop %d", stop).isLessThan(deadline);
          Pause.briefly();
        }
      }
    }
  }

  private boolean active(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT active FROM pg_replication_slots WHERE slot_name = current_database()")) {
      return row.next() && row.getBoolean(1);
    }
  }
}
