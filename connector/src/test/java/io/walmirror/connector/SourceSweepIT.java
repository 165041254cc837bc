package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.walmirror.connector.RunningTask.Kafka;
import io.walmirror.connector.RunningTask.Offsets;
import io.walmirror.envelope.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the control topic says behind a snapshot, so that keys of rows that are gone can go. */
class SourceSweepIT extends Scenarios {

  private static final String TOPIC = RunningTask.PREFIX + ".public.";
  private static final int ROWS = 4_000;

  @BeforeEach
  void readRows() {
    settings.put("snapshot.mode", "initial");
  }

  @Test
  void eachTableThatWasReadAsAWholeIsSweptBehindItsLastRow() {
    database.execute(
        "INSERT INTO item SELECT i, 'row ' || i, i FROM generate_series(1, 3) i",
        "CREATE TABLE empty (id int PRIMARY KEY)",
        "CREATE TABLE part (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE part_low PARTITION OF part FOR VALUES FROM (0) TO (10)",
        "CREATE TABLE part_high PARTITION OF part FOR VALUES FROM (10) TO (20)",
        "INSERT INTO part VALUES (1), (11)",
        "CREATE TABLE chosen (id int PRIMARY KEY)",
        "INSERT INTO chosen VALUES (1), (2)",
        "CREATE TABLE unread (id int PRIMARY KEY)",
        "CREATE PUBLICATION "
            + database.publication()
            + " FOR TABLE item, empty, part, chosen, unread WITH (publish_via_partition_root)");
    settings.put("publication.autocreate.mode", "disabled");
    settings.put("snapshot.include.collection.list", "public\\.(item|empty|part|chosen)");
    settings.put("snapshot.select.statement.overrides", "public.chosen");
    settings.put(
        "snapshot.select.statement.overrides.public.chosen", "SELECT id FROM chosen WHERE id = 2");
    Kafka kafka = new Kafka();
    try (RunningTask task = RunningTask.start(new PostgresSourceTask(), settings, offsets, kafka)) {
      task.await("the end of the snapshot", this::over);
      Map<String, JsonNode> sweeps = sweeps(task);
      assertThat(sweeps).containsOnlyKeys("public.item", "public.empty", "public.part");
      List<Event> rows = Event.of(task.data());
      Position before = before(sweeps.get("public.item"));
      assertThat(rows).extracting(Event::position).allMatch(each -> each.compareTo(before) > 0);
      assertThat(before.commitLsn()).isEqualTo(rows.get(0).position().commitLsn());
      assertThat(sweeps.values()).extracting(SourceSweepIT::before).containsOnly(before);
      assertThat(offsets(sweeps, "public.item")).isEqualTo("{\"t.public.item\":{\"0\":2}}");
      assertThat(offsets(sweeps, "public.part")).isEqualTo("{\"t.public.part\":{\"0\":1}}");
      assertThat(offsets(sweeps, "public.empty")).isEqualTo("{\"t.public.empty\":{}}");
      assertThat(lastIndex(task, "\"sweep\"")).isGreaterThan(lastIndex(task, "\"snapshot\""));
      assertThat(task.all().stream().filter(record -> isSweep(record)))
          .as("stored before the snapshot is forgotten")
          .allMatch(record -> record.sourceOffset().containsKey("wm_snapshot"));
    }
  }

  @Test
  void aSweepNamesTopicsThatATransformHasChosenAndWaitsForNothingThatItDropped() {
    database.execute("INSERT INTO item SELECT i, 'row ' || i, i FROM generate_series(1, 4) i");
    Kafka kafka =
        new Kafka() {
          @Override
          void sent(SourceTask task, SourceRecord record) throws InterruptedException {
            if (record.topic().endsWith(".item") && new Event(record).id() % 2 == 0) {
              task.commitRecord(record, null);
            } else {
              acknowledge(task, record, "renamed-" + record.topic(), 3);
            }
          }
        };
    try (RunningTask task = RunningTask.start(new PostgresSourceTask(), settings, offsets, kafka)) {
      task.await("the end of the snapshot", this::over);
      assertThat(offsets(sweeps(task), "public.item"))
          .isEqualTo("{\"renamed-t.public.item\":{\"3\":1}}");
    }
  }

  @Test
  void noSweepIsSentBeforeKafkaHasEveryRow() {
    database.execute("INSERT INTO item SELECT i, 'row ' || i, i FROM generate_series(1, 9) i");
    Withheld kafka = new Withheld(7);
    try (RunningTask task = RunningTask.start(new PostgresSourceTask(), settings, offsets, kafka)) {
      task.await(9);
      database.execute("INSERT INTO item VALUES (10, 'streamed meanwhile', 1)");
      task.await(10);
      assertThat(over(task)).isFalse();
      assertThat(sweeps(task)).isEmpty();
      kafka.released = true;
      database.execute("INSERT INTO item VALUES (11, 'one more', 1)");
      task.await("the end of the snapshot", this::over);
      assertThat(offsets(sweeps(task), "public.item"))
          .isEqualTo("{\"t.public.item\":{\"0\":9,\"1\":0}}");
    }
    Optional<String> control;
    Offsets own = new Offsets();
    settings.put("slot.name", database.slot() + "_control");
    try (Mutant mutant =
            Mutant.of(
                "ack/Delivery.java",
                Map.of(
                    "open.incrementAndGet();",
                    "open.incrementAndGet(); less();",
                    "receipt = this::less",
                    "receipt = () -> {}"));
        RunningTask task = RunningTask.start(mutant.task(), settings, own, new Withheld(7))) {
      task.await("the end of the snapshot", running -> over(running, own));
      control = Optional.of(offsets(sweeps(task), "public.item"));
    }
    assertThat(control).hasValueSatisfying(text -> assertThat(text).doesNotContain("\"1\""));
    proof(
        "A sweep behind a snapshot waits until Kafka has every row",
        "SourceSweepIT.noSweepIsSentBeforeKafkaHasEveryRow",
        "one of 9 rows is acknowledged late: the sweep comes behind it and names its partition",
        "where nobody waits the sweep names " + control.orElse(""));
  }

  /** Acknowledges one row late, on a partition of its own. */
  private static final class Withheld extends Kafka {
    private final long id;
    private volatile boolean released;
    private SourceRecord withheld;

    Withheld(long id) {
      this.id = id;
    }

    @Override
    void sent(SourceTask task, SourceRecord record) throws InterruptedException {
      if (record.topic().endsWith(".item") && new Event(record).id() == id) {
        withheld = record;
      } else {
        acknowledge(task, record, 0);
      }
      if (released && withheld != null) {
        acknowledge(task, withheld, 1);
        withheld = null;
      }
    }
  }

  @Test
  void afterARestartInTheMiddleTheSweepStillNamesWhereEveryRowIs() {
    assertThat(interrupted(Optional.empty())).containsKeys("0", "1");
    try (Mutant mutant =
        Mutant.of("ack/Written.java", Map.of("TOPIC.matcher(text)", "TOPIC.matcher(\"\")"))) {
      Map<String, Long> control = interrupted(Optional.of(mutant));
      assertThat(control).as("what earlier runs wrote is not remembered").doesNotContainKey("0");
      proof(
          "A sweep names every partition though the snapshot was interrupted",
          "SourceSweepIT.afterARestartInTheMiddleTheSweepStillNamesWhereEveryRowIs",
          ROWS + " rows, the first run writes to one partition and the second to another",
          "where what earlier runs wrote is not remembered the sweep names " + control);
    }
  }

  /** The partitions of the sweep behind a snapshot in two runs, each to a partition of its own. */
  private Map<String, Long> interrupted(Optional<Mutant> mutant) {
    database.execute(
        "TRUNCATE item",
        "INSERT INTO item SELECT i, repeat('x', 100), 1 FROM generate_series(1, " + ROWS + ") i",
        "ANALYZE item");
    settings.put("slot.name", database.slot() + mutant.map(any -> "_control").orElse(""));
    settings.put("snapshot.chunk.bytes", "65536");
    settings.put("max.queue.size.in.bytes", "1048576");
    Offsets own = new Offsets();
    Map<String, String> slowly = new TreeMap<>(settings);
    slowly.put("snapshot.rows.per.second", "2000");
    try (RunningTask task = RunningTask.start(task(mutant), slowly, own, new OnePartition(0))) {
      task.await("rows", running -> running.data().size() > ROWS / 2);
      task.storeAll();
      assertThat(sweeps(task)).isEmpty();
    }
    try (RunningTask task = RunningTask.start(task(mutant), settings, own, new OnePartition(1))) {
      task.await("the end of the snapshot", running -> over(running, own));
      assertThat(task.data()).hasSizeBetween(1, ROWS * 3 / 4);
      Map<String, Long> partitions = new TreeMap<>();
      sweeps(task)
          .get("public.item")
          .get("offsets")
          .get(TOPIC + "item")
          .properties()
          .forEach(each -> partitions.put(each.getKey(), each.getValue().asLong()));
      return partitions;
    }
  }

  private static SourceTask task(Optional<Mutant> mutant) {
    return mutant.map(Mutant::task).orElseGet(PostgresSourceTask::new);
  }

  private static final class OnePartition extends Kafka {
    private final int partition;

    OnePartition(int partition) {
      this.partition = partition;
    }

    @Override
    void sent(SourceTask task, SourceRecord record) throws InterruptedException {
      acknowledge(task, record, partition);
    }
  }

  @Test
  void sweepsThatAKillCutOffAreSentAgain() {
    assertThat(cutOff(Optional.empty())).containsOnlyKeys("public.item", "public.other");
    try (Mutant mutant =
        Mutant.of(
            "SnapshotPhase.java",
            Map.of(
                "records.beginSnapshot(new Unfinished(id, newTablesOnly), table -> false);", ""))) {
      assertThat(cutOff(Optional.of(mutant)))
          .as("where offsets forget the snapshot before its sweeps are sent")
          .isEmpty();
    }
  }

  @Test
  @Covers(62)
  void whereTheSlotIsLostANewGenerationReadsAllAndItsSweepOutranksWhatIsGone() {
    database.execute("INSERT INTO item VALUES (1, 'stays', 1), (2, 'goes', 1)");
    settings.put("snapshot.mode", "when_needed");
    Position gone;
    try (RunningTask task = start()) {
      task.await("the end of the snapshot", this::over);
      database.execute("UPDATE item SET price = 2 WHERE id = 2");
      gone = Event.of(task.await(3)).get(2).position();
      task.storeAll();
    }
    database.releaseSlots();
    database.execute(
        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE database ="
            + " current_database()",
        "DELETE FROM item WHERE id = 2",
        "INSERT INTO item VALUES (3, 'comes', 1)");
    try (RunningTask task = start()) {
      task.await("the end of the snapshot", running -> !running.data().isEmpty() && over(running));
      assertThat(Event.of(task.data())).extracting(Event::id).containsExactly(1L, 3L);
      Position before = before(sweeps(task).get("public.item"));
      assertThat(before).isGreaterThan(gone);
      assertThat(before.generation()).isGreaterThan(gone.generation());
      assertThat(Event.of(task.data()))
          .extracting(Event::position)
          .allMatch(each -> each.compareTo(before) > 0);
    }
  }

  /** What a third run sends, when the second was killed with its first sweep stored. */
  private Map<String, JsonNode> cutOff(Optional<Mutant> mutant) {
    database.execute(
        "DROP TABLE IF EXISTS other",
        "TRUNCATE item",
        "INSERT INTO item VALUES (1, 'a', 1)",
        "CREATE TABLE other (id int PRIMARY KEY)");
    settings.put("slot.name", database.slot() + mutant.map(any -> "_control").orElse(""));
    Offsets own = new Offsets();
    try (RunningTask task = RunningTask.start(task(mutant), settings, own)) {
      task.await("what is stored of both", running -> doneControls(running) == 2);
      task.storeAll();
    }
    assertThat(own.stored()).containsKey("wm_snapshot");
    try (RunningTask task = RunningTask.start(task(mutant), settings, own)) {
      task.await("sweeps", running -> sweeps(running).size() == 2);
      List<SourceRecord> all = task.all();
      int first = 0;
      while (!isSweep(all.get(first))) {
        first++;
      }
      task.store(all.subList(0, first + 1));
    }
    try (RunningTask task = RunningTask.start(task(mutant), settings, own)) {
      task.await("a stream", running -> activeSlot(settings.get("slot.name")));
      database.execute("INSERT INTO item VALUES (2, 'b', 1)");
      task.await("the end", running -> running.data().size() == 1);
      if (mutant.isEmpty()) {
        task.await("sweeps", running -> sweeps(running).size() == 2);
      }
      return sweeps(task);
    }
  }

  private static long doneControls(RunningTask task) {
    return task.all().stream()
        .filter(record -> record.value() instanceof String text && text.contains("\"done\":\"*\""))
        .count();
  }

  private boolean over(RunningTask task) {
    return over(task, offsets);
  }

  private static boolean over(RunningTask task, Offsets own) {
    task.storeAll();
    return own.stored() != null && !own.stored().containsKey("wm_snapshot");
  }

  private static boolean isSweep(SourceRecord record) {
    return record.value() instanceof String text && text.contains("\"kind\":\"sweep\"");
  }

  private static int lastIndex(RunningTask task, String part) {
    List<SourceRecord> all = task.all();
    for (int i = all.size() - 1; i >= 0; i--) {
      if (all.get(i).key() instanceof String key && key.contains(part)) {
        return i;
      }
    }
    return -1;
  }

  private static Map<String, JsonNode> sweeps(RunningTask task) {
    Map<String, JsonNode> sweeps = new TreeMap<>();
    for (SourceRecord record : new ArrayList<>(task.all())) {
      if (isSweep(record)) {
        try {
          JsonNode sweep = new ObjectMapper().readTree((String) record.value());
          sweeps.put(sweep.get("table").asText(), sweep);
        } catch (JsonProcessingException e) {
          throw new AssertionError(e);
        }
      }
    }
    return sweeps;
  }

  private static String offsets(Map<String, JsonNode> sweeps, String table) {
    return sweeps.get(table).get("offsets").toString();
  }

  private static Position before(JsonNode sweep) {
    return Position.parse(sweep.get("before").asText());
  }
}
