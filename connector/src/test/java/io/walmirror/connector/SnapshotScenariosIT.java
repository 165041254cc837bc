package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.RunningTask.Offsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that are there before the first start. */
class SnapshotScenariosIT extends Scenarios {

  private static final String TOPIC = RunningTask.PREFIX + ".public.";

  @BeforeEach
  void readRows() {
    settings.put("snapshot.mode", "initial");
    settings.put("table.include.list", "public\\..*,Odd.*");
  }

  @Test
  @Covers({57, 67})
  void rowsComeFirstAndThenWhatHappenedSince() {
    database.execute("INSERT INTO item SELECT i, 'row ' || i, i FROM generate_series(1, 3) i");
    database.execute("CREATE TABLE other (id int PRIMARY KEY)", "INSERT INTO other VALUES (9)");
    try (RunningTask task = start()) {
      List<Event> rows = Event.of(task.await(4));
      database.execute("UPDATE item SET price = 7 WHERE id = 2", "DELETE FROM other");
      List<Event> all = Event.of(task.await(7));

      assertThat(rows).extracting(Event::op).containsOnly("r");
      assertThat(rows).extracting(Event::id).containsExactly(1L, 2L, 3L, 9L);
      assertThat(rows)
          .extracting(event -> event.source().getString("snapshot"))
          .containsExactly("first", "true", "last_in_data_collection", "last");
      assertThat(rows.get(1).after().get("name")).isEqualTo("row 2");
      assertThat(all.subList(4, 7)).extracting(Event::op).containsExactly("u", "d", "-");
      assertThat(all.get(4).source().getString("snapshot")).isEqualTo("false");
      assertThat(all).extracting(Event::position).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  @Covers({60, 61})
  void whatIsStoredAsReadIsNotReadAgain() {
    database.execute("INSERT INTO item VALUES (1, 'a', 1)");
    try (RunningTask task = start()) {
      task.await(1);
      assertThat(task.data().get(0).sourceOffset()).containsKey("wm_done");
      task.storeAll();
      task.await("the end of the snapshot", running -> storedAsDone(running));
    }
    database.execute("INSERT INTO item VALUES (2, 'b', 1)");
    try (RunningTask task = start()) {
      assertThat(Event.of(task.await(1))).extracting(Event::op).containsExactly("c");
    }
  }

  private boolean storedAsDone(RunningTask task) {
    task.storeAll();
    return offsets.stored() != null && !offsets.stored().containsKey("wm_snapshot");
  }

  @Test
  @Covers(60)
  void alwaysReadsAtEveryStartAndNeverReadsNever() {
    database.execute("INSERT INTO item VALUES (1, 'a', 1)");
    settings.put("snapshot.mode", "always");
    for (int run = 0; run < 2; run++) {
      try (RunningTask task = start()) {
        assertThat(Event.of(task.await(1))).extracting(Event::op).containsExactly("r");
        task.await("the end of the snapshot", running -> storedAsDone(running));
      }
    }
    settings.put("snapshot.mode", "no_data");
    try (RunningTask task = start(offsets)) {
      database.execute("INSERT INTO item VALUES (2, 'b', 1)");
      assertThat(Event.of(task.await(1))).extracting(Event::op).containsExactly("c");
    }
  }

  @Test
  @Covers(60)
  void initialOnlyReadsOnceAndLeavesNoSlot() {
    database.execute("INSERT INTO item VALUES (1, 'a', 1)");
    settings.put("snapshot.mode", "initial_only");
    try (RunningTask task = RunningTask.start(settings, offsets)) {
      task.await(1);
      task.await("the end of the snapshot", running -> storedAsDone(running));
      task.await("no slot", running -> slots() == 0);
      database.execute("INSERT INTO item VALUES (2, 'b', 1)");
    }
    try (RunningTask task = RunningTask.start(settings, offsets)) {
      task.await("the end of the reader", running -> !readerRuns());
      assertThat(task.all()).isEmpty();
    }
    assertThat(slots()).isZero();
  }

  private int slots() {
    return Integer.parseInt(
        database.value(
            "SELECT count(*) FROM pg_replication_slots WHERE database = current_database()"));
  }

  private static boolean readerRuns() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("walmirror-" + RunningTask.PREFIX + "-reader"));
  }

  @Test
  @Covers(42)
  void aSlotThatWasThereGivesItsChangesFirst() {
    createSlot();
    database.execute(
        "INSERT INTO item VALUES (1, 'a', 1), (2, 'b', 2)",
        "DELETE FROM item WHERE id = 1",
        "UPDATE item SET name = 'c' WHERE id = 2");
    try (RunningTask task = start()) {
      List<Event> events = Event.of(task.await(6));
      assertThat(events)
          .extracting(event -> event.op() + event.id())
          .containsExactly("c1", "c2", "d1", "-1", "u2", "r2");
      assertThat(events).extracting(Event::position).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  @Covers({58, 59, 5, 86})
  void tablesOfEveryKindAreReadUnderTheirOwnNames() {
    database.execute(
        "CREATE TABLE keyless (a int, b text)",
        "INSERT INTO keyless VALUES (1, 'x'), (1, 'x')",
        "CREATE TABLE part (id int, v text, PRIMARY KEY (id)) PARTITION BY RANGE (id)",
        "CREATE TABLE part_low PARTITION OF part FOR VALUES FROM (0) TO (10)",
        "CREATE TABLE part_high (v text, id int NOT NULL)",
        "ALTER TABLE part ATTACH PARTITION part_high FOR VALUES FROM (10) TO (20)",
        "INSERT INTO part VALUES (1, 'low'), (11, 'high')",
        "CREATE TABLE parent (id int PRIMARY KEY)",
        "CREATE TABLE child (extra text, PRIMARY KEY (id)) INHERITS (parent)",
        "INSERT INTO parent VALUES (1)",
        "INSERT INTO child VALUES (2, 'more')",
        "CREATE TABLE made (id int PRIMARY KEY, twice int GENERATED ALWAYS AS (id * 2) STORED)",
        "INSERT INTO made VALUES (4)",
        "CREATE TABLE nothing ()",
        "INSERT INTO nothing DEFAULT VALUES",
        "CREATE TABLE empty (id int PRIMARY KEY)",
        "CREATE VIEW seen AS SELECT * FROM parent",
        "CREATE MATERIALIZED VIEW kept AS SELECT * FROM parent",
        "CREATE SCHEMA \"Odd\"",
        "CREATE TABLE \"Odd\".\"Ta\"\"ble\" (\"Id\" int PRIMARY KEY, \"id\" text, \"da\"\"ta\" text)",
        "INSERT INTO \"Odd\".\"Ta\"\"ble\" VALUES (3, 'three', 'd')");
    try (RunningTask task = start()) {
      task.await("the end of the snapshot", running -> storedAsDone(running));
      Map<String, List<String>> byTopic = new HashMap<>();
      for (Event event : Event.of(task.data())) {
        assertThat(event.op()).isEqualTo("r");
        String columns =
            event.after().schema().fields().stream()
                .map(field -> field.name() + "=" + event.after().get(field))
                .collect(Collectors.joining(" "));
        byTopic.computeIfAbsent(event.topic(), any -> new java.util.ArrayList<>()).add(columns);
      }
      assertThat(byTopic)
          .isEqualTo(
              Map.of(
                  TOPIC + "keyless", List.of("a=1 b=x", "a=1 b=x"),
                  TOPIC + "part_low", List.of("id=1 v=low"),
                  TOPIC + "part_high", List.of("v=high id=11"),
                  TOPIC + "parent", List.of("id=1"),
                  TOPIC + "child", List.of("id=2 extra=more"),
                  TOPIC + "made", List.of("id=4"),
                  TOPIC + "nothing", List.of(""),
                  RunningTask.PREFIX + ".Odd.Ta_ble", List.of("Id=3 id=three da\"ta=d")));
    }
  }

  @Test
  @Covers(58)
  void aPartitionedTableThatIsPublishedByItsRootIsReadUnderTheRootsName() {
    database.execute(
        "CREATE TABLE part (id int, v text, PRIMARY KEY (id)) PARTITION BY RANGE (id)",
        "CREATE TABLE part_low PARTITION OF part FOR VALUES FROM (0) TO (10)",
        "CREATE TABLE part_high (v text, id int NOT NULL)",
        "ALTER TABLE part ATTACH PARTITION part_high FOR VALUES FROM (10) TO (20)",
        "INSERT INTO part VALUES (1, 'low'), (11, 'high')",
        "CREATE PUBLICATION "
            + database.publication()
            + " FOR TABLE part WITH (publish_via_partition_root = true)");
    settings.put("publication.autocreate.mode", "disabled");
    settings.put("snapshot.max.threads", "2");
    try (RunningTask task = start()) {
      List<Event> rows = Event.of(task.await(2));
      database.execute("INSERT INTO part VALUES (12, 'high')");
      List<Event> all = Event.of(task.await(3));
      assertThat(all).extracting(Event::topic).containsOnly(TOPIC + "part");
      assertThat(all.get(2).record().valueSchema()).isEqualTo(rows.get(0).record().valueSchema());
      assertThat(rows).extracting(Event::id).containsExactlyInAnyOrder(1L, 11L);
    }
  }

  @Test
  @Covers({63, 66})
  void chosenTablesAndStatementsAreRead() {
    database.execute(
        "INSERT INTO item SELECT i, 'row ' || i, i FROM generate_series(1, 10) i",
        "CREATE TABLE other (id int PRIMARY KEY)",
        "INSERT INTO other VALUES (9)");
    settings.put("snapshot.include.collection.list", "public\\.item");
    settings.put("snapshot.select.statement.overrides", "public.item");
    settings.put(
        "snapshot.select.statement.overrides.public.item",
        "SELECT price, name, id FROM public.item WHERE id % 5 = 0;");
    try (RunningTask task = start()) {
      task.await("the end of the snapshot", running -> storedAsDone(running));
      assertThat(Event.of(task.data())).extracting(Event::id).containsExactlyInAnyOrder(5L, 10L);
      database.execute("INSERT INTO other VALUES (10)");
      assertThat(Event.of(task.await(3)).get(2).op()).isEqualTo("c");
    }
  }

  @Test
  @Covers(66)
  void manyThreadsReadEveryRowOnce() {
    database.execute(
        "INSERT INTO item SELECT i, repeat('x', 200), 1 FROM generate_series(1, 20000) i",
        "ANALYZE item");
    settings.put("snapshot.max.threads", "4");
    settings.put("snapshot.chunk.bytes", "65536");
    try (RunningTask task = start(new Offsets())) {
      List<Event> rows = Event.of(task.await(20000));
      Set<Long> ids = new TreeSet<>(rows.stream().map(Event::id).toList());
      assertThat(ids).hasSize(20000);
      assertThat(rows).extracting(Event::position).doesNotHaveDuplicates();
      List<String> markers =
          rows.stream().map(event -> event.source().getString("snapshot")).toList();
      assertThat(markers.get(0)).isEqualTo("first");
      assertThat(markers.get(19999)).isEqualTo("last");
      assertThat(markers.subList(1, 19999)).containsOnly("true");
    }
  }
}
