package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to tables, connections and transactions while rows are read. */
class SnapshotDisturbedIT extends Scenarios {

  private static final int ROWS = 12_000;

  private int runs;

  @BeforeEach
  void readSlowly() {
    database.execute(
        "INSERT INTO item SELECT i, repeat('x', 100), 1 FROM generate_series(1, " + ROWS + ") i",
        "ANALYZE item");
    settings.put("snapshot.mode", "initial");
    // What is rewritten in the middle is read again by the snapshot itself, and by nothing else.
    settings.put("schema.change.snapshot", "off");
    settings.put("snapshot.chunk.bytes", "65536");
    settings.put("snapshot.rows.per.second", "4000");
    settings.put("max.queue.size.in.bytes", "1048576");
  }

  @Test
  @Covers(61)
  void aTableThatIsRewrittenWhileItIsReadIsReadAgain() {
    Map<Long, Object> prices =
        disturbed(
            Optional.empty(), "ALTER TABLE item ALTER price TYPE double precision USING price + 1");
    assertThat(prices).hasSize(ROWS);
    assertThat(prices.values()).containsOnly(2.0);

    Map<Long, Object> control;
    try (Mutant both =
        Mutant.of(
            "snapshot/CopyWorker.java",
            Map.of("return row.getInt(1) == 1;", "return true;"),
            "snapshot/PublishedTables.java",
            Map.of("IS DISTINCT FROM pg_catalog.pg_relation_filenode(oid)", "IS NULL"))) {
      database.execute("ALTER TABLE item ALTER price TYPE numeric(10,2) USING 1");
      control =
          disturbed(
              Optional.of(both),
              "ALTER TABLE item ALTER price TYPE double precision USING price + 1");
    }
    assertThat(control).as("without the check of files").hasSizeLessThan(ROWS);
    proof(
        "A table that is rewritten while it is read is read again",
        "SnapshotDisturbedIT.aTableThatIsRewrittenWhileItIsReadIsReadAgain",
        ROWS + " rows, ALTER TYPE in the middle: each has its new value",
        "without the check of files: " + (ROWS - control.size()) + " rows never come");
  }

  @Test
  @Covers(61)
  void aTableThatIsTruncatedOrDroppedWhileItIsReadEndsEmpty() {
    assertThat(disturbed(Optional.empty(), "TRUNCATE item")).isEmpty();
    database.execute(
        "INSERT INTO item SELECT i, repeat('x', 100), 1 FROM generate_series(1, " + ROWS + ") i");
    disturbed(Optional.empty(), "DROP TABLE item");
  }

  /** The prices that are left when everything came, after the first rows of which that was done. */
  private Map<Long, Object> disturbed(Optional<Mutant> mutant, String statement) {
    database.execute("DROP TABLE IF EXISTS the_end");
    RunningTask.Offsets own = new RunningTask.Offsets();
    settings.put("slot.name", database.slot() + "_" + runs++);
    Turnstile turnstile = new Turnstile(ROWS / 4);
    SourceTask source = mutant.map(Mutant::task).orElseGet(PostgresSourceTask::new);
    try (RunningTask task = RunningTask.start(source, settings, own, turnstile)) {
      turnstile.open(task, database, "item", statement);
      task.await("the end of the snapshot", running -> settled(running, own));
      database.execute(
          "CREATE TABLE the_end (id int PRIMARY KEY)", "INSERT INTO the_end VALUES (1)");
      task.await("the end", running -> running.ended("the_end"));
      Map<Long, Object> prices = new HashMap<>();
      for (Event event : Event.of(task.data())) {
        if (event.topic().endsWith(".item")) {
          if (event.op().equals("t")) {
            prices.clear();
          } else {
            prices.put(event.id(), event.after().get("price"));
          }
        }
      }
      return prices;
    }
  }

  private static boolean settled(RunningTask task, RunningTask.Offsets own) {
    task.storeAll();
    return own.stored() != null && !own.stored().containsKey("wm_snapshot");
  }

  @Test
  @Covers(46)
  void aTransactionThatIsOpenWhenTheSlotIsMadeIsWaitedFor() throws SQLException {
    settings.remove("snapshot.rows.per.second");
    try (Connection writer = database.connect()) {
      writer.setAutoCommit(false);
      run(writer, "INSERT INTO item VALUES (0, 'open', 9)");
      try (RunningTask task = RunningTask.start(settings, offsets)) {
        task.await("waiting slot", running -> waiting());
        writer.commit();
        List<Event> rows = Event.of(task.await(ROWS + 1));
        assertThat(rows.stream().filter(event -> event.id() == 0)).hasSize(1);
        assertThat(rows.stream().map(Event::op).collect(Collectors.toSet())).containsExactly("r");
      }
    }
  }

  private boolean waiting() {
    return !database
        .rows(
            "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND wait_event ="
                + " 'transactionid' AND backend_type = 'walsender'")
        .isEmpty();
  }

  @Test
  @Covers(61)
  void connectionsThatBreakWhileRowsAreReadCostTheChunksInFlight() {
    try (RunningTask task = RunningTask.start(settings, offsets)) {
      for (int kill = 1; kill <= 2; kill++) {
        int at = kill * ROWS / 4;
        task.await("rows", running -> running.data().size() > at);
        database.execute(
            "UPDATE item SET price = price + 1 WHERE id % 10 = 0",
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
                + " current_database() AND pid <> pg_backend_pid() AND application_name LIKE"
                + " 'walmirror%'");
      }
      task.await("the last row", RunningTask::sawLastRow);
      database.execute("INSERT INTO item VALUES (0, 'end', 0)");
      task.await("the end", running -> new Event(last(running)).id() == 0);
      Map<Long, Object> prices = new HashMap<>();
      Event.of(task.data()).forEach(e -> prices.put(e.id(), e.after().get("price")));
      Map<Long, Object> truth = new HashMap<>();
      database
          .rows("SELECT id, price FROM item")
          .forEach(row -> truth.put(Long.valueOf(row.get(0)), new BigDecimal(row.get(1))));
      assertThat(prices).isEqualTo(truth);
      assertThat(task.data().size()).isLessThan(2 * ROWS);
    }
  }

  private static SourceRecord last(RunningTask task) {
    List<SourceRecord> data = task.data();
    return data.get(data.size() - 1);
  }
}
