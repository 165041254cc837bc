package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.RunningTask.Offsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What rows are read by goes away while they are read on demand: columns, partitions, names. */
class DemandReplannedIT extends Scenarios {

  private static final String NOTICES = "__notices";
  private static final int ROWS = 2000;

  private int runs;

  @BeforeEach
  void readInRanges() {
    settings.put("incremental.snapshot.chunk.size", "100");
    // So that a part of the table is still to be read when something happens to it.
    settings.put("max.queue.size.in.bytes", "1048576");
    settings.put("notification.enabled.channels", "sink");
    settings.put("notification.sink.topic.name", NOTICES);
  }

  @Test
  void aTableOfWhichAColumnGoesInTheMiddleIsReadAgain() {
    fillItem();
    assertMirrored(read("item", "ALTER TABLE item DROP COLUMN price"), "item");

    fillItem();
    assertMirrored(read("item", "ALTER TABLE item RENAME price TO cost"), "item");
  }

  @Test
  void aTableIsReadToItsEndWhenAPartitionOfItIsDroppedOrRenamedInTheMiddle() {
    fillParted();
    settings.put("publish.via.partition.root", "true");
    assertMirrored(read("parted", "DROP TABLE d", "ALTER TABLE c RENAME TO e"), "parted");
  }

  @Test
  void rowsOfAPartitionThatIsDroppedInTheMiddleLeave() {
    fillParted();
    settings.put("publish.via.partition.root", "true");
    assertMirrored(read("parted", "DROP TABLE a, d"), "parted");

    fillParted();
    int kept;
    try (Mutant keeping =
        Mutant.of(
            "snapshot/demand/Interleaving.java", Map.of(".filter(at -> !at.isAgain())", ""))) {
      kept =
          Mirrored.rows(read(keeping.task(), "parted", "DROP TABLE a, d").all(), "parted").size();
    }
    int left = Mirrored.truth(database, "parted").size();
    assertThat(kept).as("control: swept from where the first reading began").isGreaterThan(left);
    proof(
        "Rows leave that were read on demand from a partition which is dropped then",
        "DemandReplannedIT.rowsOfAPartitionThatIsDroppedInTheMiddleLeave",
        ROWS
            + " rows in four partitions, the first and the last dropped meanwhile: "
            + left
            + " stay",
        "swept from where the first reading began " + (kept - left) + " more stay");
  }

  @Test
  void aConditionThatFailsIsTheRequestsOwn() {
    fillItem();
    try (RunningTask task = start(new Offsets())) {
      task.ask().request("a", List.of("public.item"), Map.of("public.item", "nothing > 1"));
      task.ask().request("b", List.of("public.item"), Map.of("public.item", "1 IN (TABLE none)"));
      task.await("the end", RunningTask::hasAllAsked);
      assertThat(status(task))
          .containsExactly("public.item SQL_EXCEPTION", "public.item SQL_EXCEPTION");
    }
  }

  private void fillItem() {
    database.execute(
        "DROP TABLE IF EXISTS item",
        "CREATE TABLE item (id bigint PRIMARY KEY, name text, price numeric(10,2))",
        "INSERT INTO item SELECT i, repeat('row', 400), 1 FROM generate_series(1, " + ROWS + ") i",
        "ANALYZE item");
  }

  private void fillParted() {
    database.execute(
        "DROP TABLE IF EXISTS parted, a, b, c, d, e",
        "CREATE TABLE parted (id bigint, day int, name text, PRIMARY KEY (id, day))"
            + " PARTITION BY LIST (day)",
        "CREATE TABLE a PARTITION OF parted FOR VALUES IN (0)",
        "CREATE TABLE b PARTITION OF parted FOR VALUES IN (1)",
        "CREATE TABLE c PARTITION OF parted FOR VALUES IN (2)",
        "CREATE TABLE d PARTITION OF parted FOR VALUES IN (3)",
        "INSERT INTO parted SELECT i, i % 4, repeat('row', 400) FROM generate_series(1, "
            + ROWS
            + ") i",
        "ANALYZE parted");
  }

  private static boolean isSweep(SourceRecord record, String table) {
    return record.key() instanceof String key
        && key.contains("\"kind\":\"sweep\"")
        && key.contains("\"public." + table + "\"");
  }

  private void assertMirrored(RunningTask task, String table) {
    assertThat(status(task)).containsExactly("public." + table + " SUCCEEDED");
    List<String> rows = Mirrored.rows(task.all(), table);
    List<String> truth = Mirrored.truth(database, table);
    assertThat(rows).hasSameSizeAs(truth);
    assertThat(rows).isEqualTo(truth);
  }

  /** Reads a table to its sweep, and has this happen to it in the middle. */
  private RunningTask read(String table, String... statements) {
    return read(new PostgresSourceTask(), table, statements);
  }

  private RunningTask read(SourceTask source, String table, String... statements) {
    settings.put("slot.name", database.slot() + "_" + runs++);
    Reluctant kafka = new Reluctant();
    try (RunningTask task = start(source, new Offsets(), kafka)) {
      task.ask().request("a", List.of("public." + table), Map.of());
      task.await(Reluctant.WINDOW);
      database.execute(statements);
      kafka.acknowledgeAll(source);
      task.await("the end", RunningTask::hasAllAsked);
      task.await(
          "the sweep",
          running -> {
            running.storeAll();
            return running.all().stream().anyMatch(record -> isSweep(record, table));
          });
      return task;
    }
  }

  /** What it was told about each table that was read. */
  private static List<String> status(RunningTask task) {
    return task.all().stream()
        .filter(record -> record.topic().equals(NOTICES))
        .map(record -> (Struct) record.value())
        .filter(notice -> notice.getString("type").equals("TABLE_SCAN_COMPLETED"))
        .map(notice -> notice.<String, String>getMap("additional_data"))
        .map(data -> data.get("scanned_collection") + " " + data.get("status"))
        .toList();
  }
}
