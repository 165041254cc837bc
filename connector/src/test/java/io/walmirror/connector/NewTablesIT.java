package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.RunningTask.Offsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables that are captured since a restart, though they and their rows were there before. */
class NewTablesIT extends Scenarios {

  @BeforeEach
  void readRows() {
    settings.put("snapshot.mode", "initial");
    database.execute(
        "INSERT INTO item VALUES (1, 'a', 1)",
        "CREATE TABLE later (id int PRIMARY KEY, v text)",
        "INSERT INTO later VALUES (7, 'old'), (8, 'old')");
  }

  @Test
  void aTableThatAPatternLetsInIsReadOnItsOwnOnce() {
    settings.put("table.include.list", "public\\.item");
    runToTheEnd(1);
    settings.put("table.include.list", "public\\.item,public\\.later");
    assertThat(runToTheEnd(2)).containsExactly("later r7", "later r8", "sweep public.later");
    assertThat(restarted()).isEmpty();
  }

  @Test
  void tablesOfWhichRowsWereNotReadAreReadWhenTheyAreChosen() {
    settings.put("snapshot.include.collection.list", "public\\.item");
    runToTheEnd(1);
    settings.put("snapshot.include.collection.list", "public\\..*");
    assertThat(runToTheEnd(2)).containsExactly("later r7", "later r8", "sweep public.later");
  }

  @Test
  void whereNewTablesAreIgnoredTheirChangesComeAlone() {
    settings.put("table.include.list", "public\\.item");
    runToTheEnd(1);
    settings.put("table.include.list", "public\\..*");
    settings.put("snapshot.new.tables", "ignore");
    assertThat(restarted()).isEmpty();
  }

  @Test
  void aTableThatTheStreamToldAllOfIsNotRead() {
    runToTheEnd(3);
    database.execute("CREATE TABLE born (id int PRIMARY KEY)", "INSERT INTO born VALUES (1)");
    try (RunningTask task = start()) {
      assertThat(Event.of(task.await(1))).extracting(Event::op).containsExactly("c");
      task.storeAll();
    }
    database.execute("INSERT INTO born VALUES (2)");
    try (RunningTask task = start()) {
      assertThat(Event.of(task.await(1))).extracting(Event::op).containsExactly("c");
    }
  }

  @Test
  void aRestartInTheMiddleGoesOnWithTheNewTablesAlone() {
    database.execute(
        "INSERT INTO later SELECT i, repeat('x', 100) FROM generate_series(10, 4000) i",
        "ANALYZE later");
    settings.put("table.include.list", "public\\.item");
    runToTheEnd(1);
    settings.put("table.include.list", "public\\..*");
    settings.put("snapshot.chunk.bytes", "65536");
    settings.put("max.queue.size.in.bytes", "1048576");
    Map<String, String> slowly = new TreeMap<>(settings);
    slowly.put("snapshot.rows.per.second", "2000");
    Turnstile turnstile = new Turnstile(2_000);
    try (RunningTask task =
        RunningTask.start(new PostgresSourceTask(), slowly, offsets, turnstile)) {
      turnstile.awaitHeld(task);
      task.storeAll();
    }
    assertThat(offsets.stored()).containsEntry("wm_snapshot_of", "new");
    try (RunningTask task = start()) {
      task.await("the end of the snapshot", running -> over(running, offsets));
      assertThat(task.data()).hasSizeBetween(1, 3_000);
      assertThat(told(task)).noneMatch(line -> line.startsWith("item"));
      assertThat(told(task)).contains("sweep public.later").doesNotContain("sweep public.item");
    }
  }

  @Test
  void rowsOfATransactionThatWasOpenWhenTheTableWasPublishedAreRead() throws SQLException {
    assertThat(publishedInTheMiddle(Optional.empty())).contains("later r9");
    try (Mutant mutant =
        Mutant.of(
            "wire/Slot.java",
            Map.of(
                "return session.export(exporting(temporary), PATIENCE_SECONDS);",
                "if (!temporary) { return session.export(exporting(temporary), PATIENCE_SECONDS); }"
                    + " asking.createStatement().execute(\"BEGIN ISOLATION LEVEL REPEATABLE READ\");"
                    + " ResultSet now = asking.createStatement().executeQuery(\"SELECT"
                    + " pg_current_wal_insert_lsn(), pg_export_snapshot()\"); now.next();"
                    + " return new Exported(Lsn.parse(now.getString(1)), now.getString(2));"))) {
      List<String> control = publishedInTheMiddle(Optional.of(mutant));
      assertThat(control).as("a snapshot that waits for nobody").doesNotContain("later r9");
      proof(
          "A table that is published while a transaction on it is open comes whole",
          "NewTablesIT.rowsOfATransactionThatWasOpenWhenTheTableWasPublishedAreRead",
          "a row written before ALTER PUBLICATION by a transaction that ends while the connector"
              + " starts is read",
          "under a snapshot that waits for no transaction the row never comes");
    }
  }

  /** What comes, when a table is published and a transaction on it outlives the next start. */
  private List<String> publishedInTheMiddle(Optional<Mutant> mutant) throws SQLException {
    database.execute(
        "DROP PUBLICATION IF EXISTS " + database.publication(),
        "DELETE FROM later WHERE id = 9",
        "CREATE PUBLICATION " + database.publication() + " FOR TABLE item");
    settings.put("publication.autocreate.mode", "disabled");
    settings.put("slot.name", database.slot() + mutant.map(any -> "_control").orElse(""));
    Offsets own = new Offsets();
    try (RunningTask task = RunningTask.start(settings, own)) {
      task.await("the end of the snapshot", running -> over(running, own));
      task.await("what is known", running -> knows(running, own));
    }
    try (Connection writer = database.connect()) {
      writer.setAutoCommit(false);
      run(writer, "INSERT INTO later VALUES (9, 'written before it is published')");
      database.execute("ALTER PUBLICATION " + database.publication() + " ADD TABLE later");
      try (RunningTask task =
          RunningTask.start(
              mutant.map(Mutant::task).orElseGet(PostgresSourceTask::new), settings, own)) {
        if (mutant.isEmpty()) {
          task.await("a slot that waits", running -> slotWaits());
        } else {
          task.await("rows", running -> !running.data().isEmpty());
        }
        writer.commit();
        task.await("the end of the snapshot", running -> over(running, own));
        database.execute("INSERT INTO later VALUES (10, 'the end')");
        task.await("the end", running -> told(running).contains("later c10"));
        database.execute("DELETE FROM later WHERE id = 10");
        return told(task);
      }
    }
  }

  private boolean slotWaits() {
    return !database
        .rows(
            "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND wait_event ="
                + " 'transactionid' AND backend_type = 'walsender'")
        .isEmpty();
  }

  /** Runs until the snapshot is stored, whose rows are so many; what came. */
  private List<String> runToTheEnd(int rows) {
    try (RunningTask task = start()) {
      task.await(rows);
      task.await("the end of the snapshot", running -> over(running, offsets));
      task.await("what is known", running -> knows(running, offsets));
      return told(task);
    }
  }

  /** What comes of a start after which nothing happens but one insert, which is left out. */
  private List<String> restarted() {
    try (RunningTask task = start()) {
      database.execute("INSERT INTO item VALUES (100, 'end', 1)");
      task.await("the end", running -> told(running).contains("item c100"));
      task.storeAll();
      return told(task).stream().filter(line -> !line.equals("item c100")).toList();
    }
  }

  private static boolean over(RunningTask task, Offsets own) {
    task.storeAll();
    return own.stored() != null
        && !own.stored().containsKey("wm_snapshot")
        && told(task).stream().anyMatch(line -> line.startsWith("sweep"));
  }

  private static boolean knows(RunningTask task, Offsets own) {
    task.storeAll();
    return own.all().containsKey(Map.of("server", RunningTask.PREFIX, "tables", "known"));
  }

  /** Rows and sweeps, each in a few words. */
  private static List<String> told(RunningTask task) {
    return task.all().stream()
        .filter(record -> !record.topic().startsWith("__") || isSweep(record.key()))
        .map(
            record -> {
              if (isSweep(record.key())) {
                String key = record.key().toString();
                return "sweep " + key.replaceAll(".*\"table\":\"", "").replaceAll("\".*", "");
              }
              Event event = new Event(record);
              return event.topic().replaceAll(".*\\.", "") + " " + event.op() + event.id();
            })
        .toList();
  }

  private static boolean isSweep(Object key) {
    return key instanceof String text && text.contains("\"kind\":\"sweep\"");
  }
}
