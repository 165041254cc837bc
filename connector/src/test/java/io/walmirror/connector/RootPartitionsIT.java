package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.RunningTask.Offsets;
import io.walmirror.connector.snapshot.KnownForms;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Partitions that come and go while changes are streamed, which no event tells. */
class RootPartitionsIT extends Scenarios {

  private static final String NOTICES = "__notices";

  @BeforeEach
  void createRoot() {
    settings.put("snapshot.mode", "initial");
    settings.put("publish.via.partition.root", "true");
    settings.put("notification.enabled.channels", "sink");
    settings.put("notification.sink.topic.name", NOTICES);
    fill();
  }

  @Test
  void partitionsThatComeWithRowsAreReadAndThoseThatAreMadeAsSuchAreNot() throws SQLException {
    try (RunningTask task = start()) {
      createAndAttach(task);
      awaitTruth(task, "parted");
      awaitTruth(task, "strict");
      database.execute("INSERT INTO parted VALUES (5000, 3, 'behind')");
      awaitTruth(task, "parted");
      // Before 15 an open stream may keep the old name of what is attached, however empty it is.
      assertThat(hundreds(task))
          .as("partitions that were read")
          .isSubsetOf(version.equals("14") ? Set.of(3, 4, 5, 6) : Set.of(3, 4, 6))
          .contains(3, 4, 6);
      assertThat(told(task, "REQUESTED"))
          .contains("the partition public.loaded came with rows")
          .allMatch(what -> what.endsWith("came with rows"));
    }
    again("off");
    settings.put("schema.change.snapshot", "off");
    try (RunningTask task = start(new Offsets())) {
      createAndAttach(task);
      task.await("three warnings", running -> told(running, "IGNORED").size() >= 3);
      database.execute("INSERT INTO parted VALUES (5000, 3, 'behind')");
      task.await("the end", running -> holds(running, "name=behind"));
      assertThat(Mirrored.rows(task.all(), "parted"))
          .as("control: off")
          .hasSizeLessThan(Mirrored.truth(database, "parted").size());
    }
    proof(
        "Rows of a partition that is attached come, though no event carried them",
        "RootPartitionsIT.partitionsThatComeWithRowsAreReadAndThoseThatAreMadeAsSuchAreNot",
        "a table that was loaded, one loaded and attached in one transaction, and a partitioned one"
            + " are attached: their rows alone are read",
        "with schema.change.snapshot=off they are missing");
  }

  @Test
  void aPartitionThatIsMadeAsSuchCostsNothingAndControlWithoutTheLookItIsRead() {
    assertThat(readOf(new PostgresSourceTask(), offsets)).isEmpty();
    again("control");
    try (Mutant mutant =
        Mutant.of(
            "FormWatch.java",
            Map.of(
                "TableForms.told(open, came, StreamedNames.follow(open))::contains",
                "oid -> false"))) {
      assertThat(readOf(mutant.task(), new Offsets()))
          .as("control: nobody asks how it came")
          .containsExactly(2);
    }
    proof(
        "A partition that is made as one costs no reading of any row",
        "RootPartitionsIT.aPartitionThatIsMadeAsSuchCostsNothingAndControlWithoutTheLookItIsRead",
        "CREATE TABLE … PARTITION OF and its first rows in one transaction: nothing is read",
        "where it is not asked how the partition came, it is read");
  }

  /** The hundreds of which rows are read when a partition is made and filled at once. */
  private Set<Integer> readOf(SourceTask source, Offsets own) {
    try (RunningTask task = RunningTask.start(source, settings, own)) {
      task.await("the snapshot", RunningTask::sawLastRow);
      awaitForms(task);
      database.execute(
          "BEGIN; CREATE TABLE made PARTITION OF parted FOR VALUES FROM (2) TO (3);"
              + " INSERT INTO parted SELECT 200 + i, 2, 'made' FROM generate_series(1, 9) i; COMMIT");
      awaitKnown(task, "made");
      database.execute("ALTER TABLE item ADD note text NOT NULL DEFAULT 'n'");
      task.await("rows of another table", running -> read(running).contains("item 1"));
      awaitTruth(task, "parted");
      return hundreds(task);
    }
  }

  @Test
  void rowsOfPartitionsThatAreDetachedOrDroppedLeaveWhereThatIsWanted() {
    settings.put("snapshot.removed.partitions", "read");
    try (RunningTask task = start()) {
      detachAndDrop(task);
      awaitTruth(task, "parted");
      awaitTruth(task, "first");
      assertThat(told(task, "REQUESTED"))
          .contains(
              "the partition public.first was detached or dropped",
              "the partition public.second was detached or dropped");
    }
    again("warned");
    settings.remove("snapshot.removed.partitions");
    try (RunningTask task = start(new Offsets())) {
      detachAndDrop(task);
      task.await("two warnings", running -> told(running, "IGNORED").size() == 2);
      awaitTruth(task, "first");
      assertThat(Mirrored.rows(task.all(), "parted"))
          .as("control: warn")
          .hasSizeGreaterThan(Mirrored.truth(database, "parted").size());
      assertThat(hundreds(task)).as("rows of the root that were read").isEmpty();
    }
    proof(
        "Rows of partitions that are detached or dropped leave, where the settings say so",
        "RootPartitionsIT.rowsOfPartitionsThatAreDetachedOrDroppedLeaveWhereThatIsWanted",
        "snapshot.removed.partitions=read: the root is read again, and its sweep removes them",
        "by default they stay, and a warning says so");
  }

  @Test
  void whereNoRootIsPublishedAndWhereTablesInheritNothingIsRead() {
    settings.put("publish.via.partition.root", "false");
    database.execute(
        "CREATE TABLE parent (id int PRIMARY KEY)",
        "CREATE TABLE child (id int PRIMARY KEY)",
        "INSERT INTO child VALUES (1)",
        "CREATE TABLE loaded (LIKE parted INCLUDING ALL)",
        "INSERT INTO loaded SELECT 300 + i, 3, 'loaded' FROM generate_series(1, 9) i");
    try (RunningTask task = start()) {
      task.await("the snapshot", RunningTask::sawLastRow);
      awaitForms(task);
      database.execute(
          "ALTER TABLE parted ATTACH PARTITION loaded FOR VALUES FROM (3) TO (4)",
          "ALTER TABLE child INHERIT parent",
          "CREATE TABLE made PARTITION OF parted FOR VALUES FROM (2) TO (3)",
          "INSERT INTO parted VALUES (201, 2, 'made'), (399, 3, 'behind')");
      awaitKnown(task, "made");
      database.execute(
          "ALTER TABLE parted DETACH PARTITION first",
          "ALTER TABLE child NO INHERIT parent",
          "DROP TABLE second");
      database.execute("ALTER TABLE item ADD note text NOT NULL DEFAULT 'n'");
      task.await("rows of another table", running -> read(running).contains("item 1"));
      for (String table : List.of("first", "loaded", "made", "child")) {
        awaitTruth(task, table);
      }
      assertThat(read(task)).containsExactly("item 1");
      assertThat(told(task, "IGNORED")).isEmpty();
    }
  }

  @Test
  @Covers({72})
  void aPartitionIsReadByItsOwnNameUnderThatOfTheRootAndSweepsNothing() {
    database.execute("CREATE TABLE keyless (id int, day int) PARTITION BY RANGE (day)");
    database.execute("CREATE TABLE keyless_a PARTITION OF keyless FOR VALUES FROM (0) TO (1)");
    database.execute("CREATE TABLE keyless_b PARTITION OF keyless FOR VALUES FROM (1) TO (2)");
    database.execute("INSERT INTO keyless VALUES (101, 0), (201, 1)");
    settings.put("snapshot.mode", "no_data");
    try (RunningTask task = start()) {
      task.ask().request("a", List.of("public.first"), Map.of());
      task.ask().request("b", "BLOCKING", List.of("public.keyless_b"), Map.of());
      task.await("the end", RunningTask::hasAllAsked);
      task.storeAll();
      assertThat(Event.of(task.data()))
          .extracting(Event::topic)
          .containsOnly("t.public.parted", "t.public.keyless");
      assertThat(Event.of(task.data()))
          .extracting(event -> event.after().getInt32("id") / 100)
          .containsOnly(0, 2);
      assertThat(task.all()).noneMatch(RootPartitionsIT::isSweep);
      assertThat(notices(task, "TABLE_SCAN_COMPLETED"))
          .extracting(notice -> data(notice).get("status"))
          .containsExactly("SUCCEEDED", "SUCCEEDED");
    }
  }

  private static boolean isSweep(org.apache.kafka.connect.source.SourceRecord record) {
    return record.key() instanceof String key && key.contains("\"kind\":\"sweep\"");
  }

  private void fill() {
    database.execute(
        "DROP TABLE IF EXISTS parted, strict, item, first, second, loaded, twin, tree, blank",
        "CREATE TABLE item (id bigint PRIMARY KEY, name text)",
        "INSERT INTO item VALUES (100, 'a')",
        "CREATE TABLE parted (id int, day int, name text, PRIMARY KEY (id, day))"
            + " PARTITION BY RANGE (day)",
        "CREATE TABLE first PARTITION OF parted FOR VALUES FROM (0) TO (1)",
        "CREATE TABLE second PARTITION OF parted FOR VALUES FROM (1) TO (2)",
        "INSERT INTO parted SELECT i, 0, 'first' FROM generate_series(1, 40) i",
        "INSERT INTO parted SELECT 100 + i, 1, 'second' FROM generate_series(1, 40) i",
        "CREATE TABLE strict (id int PRIMARY KEY, v int NOT NULL DEFAULT 0)"
            + " PARTITION BY RANGE (id)");
  }

  /** What was done is undone, for a task that begins anew. */
  private void again(String what) {
    fill();
    settings.put("slot.name", database.slot() + "_" + what);
  }

  /** Partitions are made, with rows at once; then others come with rows that they had before. */
  private void createAndAttach(RunningTask task) throws SQLException {
    task.await("the snapshot", RunningTask::sawLastRow);
    awaitForms(task);
    database.execute(
        "CREATE TABLE made PARTITION OF parted FOR VALUES FROM (2) TO (3)",
        "INSERT INTO parted SELECT 200 + i, 2, 'made' FROM generate_series(1, 9) i",
        "CREATE TABLE strict_a PARTITION OF strict FOR VALUES FROM (0) TO (1000)",
        "INSERT INTO strict SELECT 700 + i FROM generate_series(1, 9) i",
        "CREATE TABLE blank (LIKE parted INCLUDING ALL)",
        "ALTER TABLE parted ATTACH PARTITION blank FOR VALUES FROM (5) TO (6)");
    for (String each : List.of("made", "strict_a", "blank")) {
      awaitKnown(task, each);
    }
    database.execute("INSERT INTO parted SELECT 500 + i, 5, 'blank' FROM generate_series(1, 9) i");
    database.execute(
        "CREATE TABLE loaded (LIKE parted INCLUDING ALL)",
        "INSERT INTO loaded SELECT 300 + i, 3, 'loaded' FROM generate_series(1, 40) i",
        "ALTER TABLE parted ATTACH PARTITION loaded FOR VALUES FROM (3) TO (4)");
    try (Connection one = database.connect()) {
      one.setAutoCommit(false);
      run(one, "CREATE TABLE twin (LIKE parted INCLUDING ALL)");
      run(one, "INSERT INTO twin SELECT 400 + i, 4, 'twin' FROM generate_series(1, 40) i");
      run(one, "ALTER TABLE parted ATTACH PARTITION twin FOR VALUES FROM (4) TO (5)");
      one.commit();
    }
    database.execute(
        "CREATE TABLE tree (LIKE parted INCLUDING ALL) PARTITION BY RANGE (day)",
        "CREATE TABLE leaf PARTITION OF tree FOR VALUES FROM (6) TO (7)",
        "INSERT INTO tree SELECT 600 + i, 6, 'tree' FROM generate_series(1, 40) i",
        "ALTER TABLE parted ATTACH PARTITION tree FOR VALUES FROM (6) TO (8)");
  }

  private void detachAndDrop(RunningTask task) {
    task.await("the snapshot", RunningTask::sawLastRow);
    awaitForms(task);
    database.execute(
        "CREATE TABLE third PARTITION OF parted FOR VALUES FROM (7) TO (8)",
        "INSERT INTO parted VALUES (7000, 7, 'stays')",
        "ALTER TABLE parted DETACH PARTITION first",
        "DROP TABLE second");
  }

  private void awaitTruth(RunningTask task, String table) {
    List<String> truth = Mirrored.truth(database, table);
    try {
      task.await(
          table + " as SQL has it",
          running -> {
            running.storeAll();
            return Mirrored.rows(running.all(), table).equals(truth);
          });
    } catch (AssertionError e) {
      assertThat(Mirrored.rows(task.all(), table)).as(e.getMessage()).isEqualTo(truth);
    }
  }

  private static boolean holds(RunningTask task, String row) {
    return Mirrored.rows(task.all(), "parted").stream().anyMatch(each -> each.contains(row));
  }

  /** Waits until it is said what tables are like. */
  private static void awaitForms(RunningTask task) {
    task.await("forms", running -> known(running).findAny().isPresent());
  }

  /** The same of this table or partition. */
  private void awaitKnown(RunningTask task, String table) {
    long oid = Long.parseLong(database.value("SELECT '" + table + "'::regclass::oid"));
    task.await(
        table + " among the forms",
        running -> {
          running.storeAll();
          return known(running)
              .flatMap(forms -> forms.tables().values().stream())
              .anyMatch(form -> form.leaves().containsKey(oid));
        });
  }

  private static Stream<KnownForms> known(RunningTask task) {
    return task.all().stream().flatMap(each -> KnownForms.read(each.sourceOffset()).stream());
  }

  /** The tables of which rows were read on demand, and the hundreds of their ids. */
  private static Set<String> read(RunningTask task) {
    return Event.of(task.data()).stream()
        .filter(event -> event.isOp("r"))
        .filter(event -> event.source().getString("snapshot").equals("incremental"))
        .map(event -> event.source().getString("table") + " " + event.id() / 100)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The same of the root alone, without its name. */
  private static Set<Integer> hundreds(RunningTask task) {
    return read(task).stream()
        .filter(each -> each.startsWith("parted ") || each.startsWith("strict "))
        .map(each -> Integer.valueOf(each.substring(each.indexOf(' ') + 1)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What it was told that happened to the root. */
  private static Set<String> told(RunningTask task, String type) {
    return notices(task, type).stream()
        .filter(notice -> notice.getString("aggregate_type").equals("Schema Change"))
        .filter(notice -> data(notice).get("data_collections").equals("public.parted"))
        .map(notice -> data(notice).get("reason"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<String, String> data(Struct notice) {
    return notice.getMap("additional_data");
  }

  private static List<Struct> notices(RunningTask task, String type) {
    return task.all().stream()
        .filter(record -> record.topic().equals(NOTICES))
        .map(record -> (Struct) record.value())
        .filter(notice -> notice.getString("type").equals(type))
        .toList();
  }
}
