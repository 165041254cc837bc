package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.envelope.Position;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What gets into the way of a blocking request, and what is told of it. */
class HaltedDisturbedIT extends Scenarios {

  private static final String NOTES = "__notes";
  private static final int ROWS = 3_000;
  private static final int MANY = 20_000;

  /** How many slots are being created only for a snapshot's moment. */
  private static final String WAITING =
      "SELECT count(*) FROM pg_replication_slots WHERE slot_name LIKE 'walmirror\\_%' AND temporary";

  @BeforeEach
  void fill() {
    settings.put("snapshot.chunk.bytes", "65536");
    // Rows are not read far ahead of where they are sent.
    settings.put("max.queue.size.in.bytes", "1048576");
    settings.put("notification.enabled.channels", "sink");
    settings.put("notification.sink.topic.name", NOTES);
    database.execute(
        "INSERT INTO item SELECT i, repeat('row', 200), 1 FROM generate_series(1, " + ROWS + ") i",
        "CREATE TABLE other (id bigint PRIMARY KEY)",
        "INSERT INTO other VALUES (1), (2)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"BLOCKING", "INCREMENTAL"})
  @Covers({70, 75})
  void whatIsNotThereIsToldAndTheRestIsRead(String kind) {
    try (RunningTask task = start()) {
      task.ask().request("a", kind, List.of("public.nowhere", "public.other"), Map.of());
      awaitEnd(task, "a");

      assertThat(skipped(task)).isEqualTo(Map.of("public.nowhere", "UNKNOWN_SCHEMA"));
      assertThat(ids(task, "other")).containsExactlyInAnyOrder(1L, 2L);
    }
  }

  @Test
  @Covers(75)
  void aTableThatIsDroppedInTheMiddleIsToldAndTheRestIsRead() {
    Turnstile turnstile = new Turnstile(100);
    try (RunningTask task = start(new PostgresSourceTask(), offsets, turnstile)) {
      block(task, "a", List.of("public.item", "public.other"));
      turnstile.open(task, database, "item", "DROP TABLE item");
      awaitEnd(task, "a");

      assertThat(skipped(task)).isEqualTo(Map.of("public.item", "SKIPPED"));
      assertThat(ids(task, "other")).containsExactlyInAnyOrder(1L, 2L);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"BLOCKING", "INCREMENTAL"})
  @Covers({70, 75})
  void aTableThatMayNotBeReadIsToldUntilItMay(String kind) {
    String role = "reader_" + database.name();
    createSlot();
    database.execute(
        "CREATE ROLE " + role + " LOGIN REPLICATION PASSWORD 'secret'",
        "GRANT SELECT ON item TO " + role);
    settings.put("publication.autocreate.mode", "disabled");
    settings.put("database.user", role);
    settings.put("database.password", "secret");
    try (RunningTask task = start()) {
      task.ask().request("a", kind, List.of("public.item", "public.other"), Map.of());
      awaitEnd(task, "a");
      assertThat(skipped(task)).isEqualTo(Map.of("public.other", "SQL_EXCEPTION"));
      assertThat(ids(task, "item")).hasSize(ROWS);

      database.execute("GRANT SELECT ON other TO " + role);
      task.ask().request("b", kind, List.of("public.other"), Map.of());
      awaitEnd(task, "b");
      assertThat(ids(task, "other")).containsExactlyInAnyOrder(1L, 2L);
    } finally {
      database.execute("DROP OWNED BY " + role, "DROP ROLE " + role);
    }
  }

  @Test
  void changesGoOnWhileTheMomentWaitsForATransactionToEnd() throws SQLException {
    try (RunningTask task = start();
        Connection open = database.connect();
        Statement statement = open.createStatement()) {
      open.setAutoCommit(false);
      statement.execute("INSERT INTO other VALUES (3)");
      block(task, "a", List.of("public.other"));
      task.await("the moment to be waited for", running -> database.value(WAITING).equals("1"));
      database.execute("UPDATE item SET name = 'meanwhile' WHERE id = 1");
      task.await("the change", running -> names(running).contains("meanwhile"));
      assertThat(ids(task, "other")).isEmpty();

      open.commit();
      awaitEnd(task, "a");
      assertThat(Set.copyOf(ids(task, "other"))).containsExactlyInAnyOrder(1L, 2L, 3L);
    }
  }

  @Test
  @Covers({69, 75})
  void connectionsThatBreakAndARestartInTheMiddleLoseNoRow() {
    settings.put("snapshot.rows.per.second", "1000");
    try (RunningTask task = start()) {
      database.execute("UPDATE item SET name = 'before' WHERE id = 1");
      task.await(1);
      block(task, "a", List.of("public.item", "public.other"));
      task.await("some rows", running -> running.data().size() > 300);
      assertThat(
              database.value(
                  "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname ="
                      + " current_database() AND pid <> pg_backend_pid()"))
          .isNotEqualTo("0");
      task.await("rows again", running -> running.data().size() > 600);
      // What is stored is what had come by now; the task knows more, and that is lost.
      task.storeAll();
      task.await("more rows", running -> running.data().size() > 900);
    }
    settings.remove("snapshot.rows.per.second");
    try (RunningTask task = start()) {
      awaitEnd(task, "a");
      database.execute("UPDATE item SET name = 'behind' WHERE id = 2");
      task.await("the change", running -> names(running).contains("behind"));

      assertThat(Set.copyOf(ids(task, "item"))).hasSize(ROWS);
      assertThat(ids(task, "other")).containsExactlyInAnyOrder(1L, 2L);
      assertThat(skipped(task)).isEmpty();
    }
  }

  /** A transaction that ends while the rows' moment is chosen stands before them. */
  @Test
  @Covers(75)
  void whatCommittedBeforeTheRowsMomentComesBeforeThemAndControlWithoutTheWaitBehind()
      throws Exception {
    assertThat(inOrder(start(), offsets)).as("positions rise").isTrue();
    Mutant unwaiting =
        Mutant.of(
            "ReadLoop.java",
            Map.of(
                "if (!readUpTo(snapshot.point(), reader)) {\n            return;",
                "if (snapshot.point() == null) {\n            return;"));
    try (unwaiting) {
      RunningTask.Offsets own = new RunningTask.Offsets();
      own.set(offsets.stored());
      RunningTask task = RunningTask.start(unwaiting.task(), settings, own);
      assertThat(inOrder(task, own)).as("control: positions rise").isFalse();
    }
    proof(
        "A change that committed before the rows of a blocking request stands before them",
        "HaltedDisturbedIT",
        "a transaction held open while the slot of the rows is made",
        "with rows read before the stream has come to their moment, positions go back");
  }

  private boolean inOrder(RunningTask open, RunningTask.Offsets stored) throws Exception {
    try (RunningTask task = open;
        Connection writer = database.connect()) {
      task.await("slot", running -> activeSlot(settings.get("slot.name")));
      writer.setAutoCommit(false);
      run(writer, "UPDATE other SET id = id WHERE id = 1");
      block(task, "a", List.of("public.other"));
      task.await("a slot that waits for the writer", running -> slotWaits());
      writer.commit();
      awaitEnd(task, "a");
      task.await("the update", running -> ops(running).contains("u"));
      task.storeAll();
      assertThat(stored.stored()).isNotEmpty();
      List<Position> positions = Event.of(task.data()).stream().map(Event::position).toList();
      return positions.stream().sorted(Comparator.naturalOrder()).toList().equals(positions);
    }
  }

  private boolean slotWaits() {
    return database
        .value(
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'walsender' AND"
                + " wait_event_type = 'Lock' AND datname = current_database()")
        .equals("1");
  }

  /** Between the two the thread that reads rows has long seen the request. */
  @Test
  @Covers({70, 75})
  void aRequestThatIsStoppedBeforeItsTurnIsNeverBegunAndControlWithoutTheLookItIs() {
    settings.put("signal.enabled.channels", "message");
    for (String kind : List.of("blocking", "incremental")) {
      try (RunningTask task = start()) {
        askAndStop(kind);
        database.execute("INSERT INTO other VALUES (nextval('more'))");
        // All of the transaction, and what comes behind it.
        task.await(MANY + 1);
        block(task, "b", List.of("public.other"));
        awaitEnd(task, "b");
        assertThat(types(task, "a")).as(kind).containsExactly("ABORTED");
        task.storeAll();
      }
    }
    Mutant trusting =
        Mutant.of(
            "snapshot/demand/Interleaving.java", Map.of(" || demand.open().isEmpty()) {", ") {"));
    try (trusting;
        RunningTask task =
            RunningTask.start(trusting.task(), settings, new RunningTask.Offsets())) {
      task.await("slot", running -> activeSlot(settings.get("slot.name")));
      for (int asked = 1; asked <= 20 && !types(task, "a").contains("STARTED"); asked++) {
        askAndStop("incremental");
        int times = asked;
        task.await("its stop", running -> stops(running) >= times);
      }
      assertThat(types(task, "a")).as("control: a begin").contains("STARTED");
    }
  }

  private void askAndStop(String kind) {
    database.execute(
        "CREATE SEQUENCE IF NOT EXISTS more START 10",
        "BEGIN; SELECT pg_logical_emit_message(true, 'walmirror-signal', '{\"id\": \"a\", \"type\":"
            + " \"execute-snapshot\", \"data\": {\"data-collections\": [\"public.item\"], \"type\": \""
            + kind
            + "\"}}'); INSERT INTO other SELECT nextval('more') FROM generate_series(1, "
            + MANY
            + ");"
            + " SELECT pg_logical_emit_message(true, 'walmirror-signal', '{\"id\": \"x\", \"type\":"
            + " \"stop-snapshot\"}'); COMMIT");
  }

  private static long stops(RunningTask task) {
    return types(task, "a").stream().filter("ABORTED"::equals).count();
  }

  private static List<String> types(RunningTask task, String id) {
    return notes(task).stream()
        .filter(note -> note.getString("id").equals(id))
        .map(note -> note.getString("type"))
        .toList();
  }

  /** A file that was read under one snapshot and written anew counts as not read. */
  @Test
  @Covers(75)
  void aTableThatIsRewrittenInTheMiddleIsWholeAndControlWithoutAnotherRoundRowsAreMissing() {
    assertThat(rewritten(new PostgresSourceTask(), offsets)).hasSize(ROWS);
    database.execute("ALTER TABLE item ALTER price TYPE numeric(10,2)");
    try (Mutant once =
        Mutant.of("HaltedSnapshot.java", Map.of("return whole ? count : -1;", "return count;"))) {
      RunningTask.Offsets own = new RunningTask.Offsets();
      own.set(offsets.stored());
      assertThat(rewritten(once.task(), own).size())
          .as("control: rows in their new form")
          .isLessThan(ROWS);
    }
    proof(
        "A table that is rewritten while a blocking request reads it is read again",
        "HaltedDisturbedIT",
        "ALTER TABLE … TYPE after a few hundred of " + ROWS + " rows",
        "without another round rows are missing");
  }

  /** The keys that came with the new type. */
  private Set<Long> rewritten(SourceTask source, RunningTask.Offsets stored) {
    Turnstile turnstile = new Turnstile(100);
    try (RunningTask task = start(source, stored, turnstile)) {
      block(task, "a", List.of("public.item"));
      turnstile.open(
          task,
          database,
          "item",
          "ALTER TABLE item ALTER price TYPE double precision USING price + 1");
      awaitEnd(task, "a");
      task.storeAll();
      return Event.of(task.data()).stream()
          .filter(event -> event.after().get("price") instanceof Double)
          .map(Event::id)
          .collect(Collectors.toSet());
    }
  }

  private static void block(RunningTask task, String id, List<String> tables) {
    task.ask().request(id, "BLOCKING", tables, Map.of());
  }

  private static List<Long> ids(RunningTask task, String table) {
    return Event.of(task.data()).stream()
        .filter(event -> event.topic().equals("t.public." + table) && event.isOp("r"))
        .map(Event::id)
        .toList();
  }

  private static Set<String> ops(RunningTask task) {
    return Event.of(task.data()).stream().map(Event::op).collect(Collectors.toSet());
  }

  private static Set<Object> names(RunningTask task) {
    return Event.of(task.data()).stream()
        .filter(event -> event.topic().equals("t.public.item"))
        .map(event -> event.after().get("name"))
        .collect(Collectors.toSet());
  }

  private static List<Struct> notes(RunningTask task) {
    return task.all().stream()
        .filter(record -> record.topic().equals(NOTES))
        .map(record -> (Struct) record.value())
        .toList();
  }

  /** Tables that were not read to their end, and what the notifications call the reason. */
  private static Map<String, String> skipped(RunningTask task) {
    Map<String, String> skipped = new HashMap<>();
    for (Struct note : notes(task)) {
      Map<String, String> data = note.getMap("additional_data");
      if (data.containsKey("reason")) {
        skipped.put(data.get("scanned_collection"), data.get("status"));
      }
    }
    return skipped;
  }

  private static void awaitEnd(RunningTask task, String id) {
    task.await(
        "end of " + id,
        running ->
            notes(running).stream()
                .anyMatch(
                    note ->
                        note.getString("id").equals(id)
                            && note.getString("type").equals("COMPLETED")));
  }
}
