package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.RunningTask.Offsets;
import io.walmirror.envelope.Position;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a table that was read on demand as a whole says at its end: what is older is gone. */
class DemandSweepIT extends Scenarios {

  private static final int ROWS = 300;
  private static final Pattern BEFORE = Pattern.compile("\"before\":\"(p[0-9a-f]+)\"");

  private int runs;

  @BeforeEach
  void fill() {
    settings.put("incremental.snapshot.chunk.size", "50");
    database.execute("INSERT INTO item SELECT i, 'row', i FROM generate_series(1, " + ROWS + ") i");
  }

  @Test
  void keysThatAMirrorHasAndTheTableHasNotGoAndNoOthers() {
    Map<Long, Position> left = afterTheSweep(new PostgresSourceTask());
    assertThat(left).hasSize(ROWS).doesNotContainKey(-1L);

    Map<Long, Position> late;
    try (Mutant mutant =
        Mutant.of(
            "snapshot/demand/Interleaving.java",
            Map.of("new Since(covered.value(),", "new Since(covered.value() + (1L << 40),"))) {
      database.execute("DELETE FROM item WHERE id > " + ROWS);
      late = afterTheSweep(mutant.task());
    }
    assertThat(late).as("swept from a later place on").hasSizeLessThan(ROWS);
    proof(
        "A table that was read on demand as a whole ends with a sweep",
        "DemandSweepIT.keysThatAMirrorHasAndTheTableHasNotGoAndNoOthers",
        ROWS + " rows under changes: all stay, and a key that no row has goes",
        "swept from a later place on: " + (ROWS - late.size()) + " rows are lost");
  }

  /** What is left of a mirror that had a key too many. */
  private Map<Long, Position> afterTheSweep(SourceTask source) {
    settings.put("slot.name", database.slot() + "_" + runs++);
    try (RunningTask task = start(source, new Offsets())) {
      database.execute("UPDATE item SET name = 'first' WHERE id <= 10");
      task.await(10);
      task.ask().request("a", List.of("public.item"), Map.of());
      task.await("some rows", running -> running.data().size() > 60);
      database.execute("UPDATE item SET name = 'then' WHERE id % 7 = 0");
      Position before = swept(task);
      Map<Long, Position> mirror = new HashMap<>();
      mirror.put(-1L, new Position(before.generation(), 16, 1, Position.CHANGE));
      for (Event event : Event.of(task.data())) {
        mirror.merge(event.id(), event.position(), (a, b) -> a.compareTo(b) > 0 ? a : b);
      }
      assertThat(mirror).hasSize(ROWS + 1);
      mirror.values().removeIf(position -> position.compareTo(before) < 0);
      return mirror;
    }
  }

  @Test
  void aPartOfATableIsNotSwept() {
    try (RunningTask task = start()) {
      task.ask().request("a", List.of("public.item"), Map.of("public.item", "id <= 100"));
      task.await("the end", RunningTask::hasAllAsked);
      task.ask().request("b", List.of("public.item"), Map.of());
      swept(task);
      assertThat(sweeps(task)).hasSize(1);
      assertThat(task.data()).hasSize(ROWS + 100);
    }
  }

  @Test
  void aSweepThatIsDueWhenTheTaskStopsFollowsInTheNext() {
    assertThat(sweptAfterAKill(new PostgresSourceTask())).isTrue();
    try (Mutant mutant =
        Mutant.of(
            "snapshot/demand/Interleaving.java",
            Map.of("    sweeps.restore(records, sweepsBefore);\n", ""))) {
      assertThat(sweptAfterAKill(mutant.task()))
          .as("control: where the next task does not take over what is due")
          .isFalse();
    }
    proof(
        "A sweep that is due when a source is killed is sent by the next",
        "DemandSweepIT.aSweepThatIsDueWhenTheTaskStopsFollowsInTheNext",
        "a table read on demand to its end and stored so, the task gone before its sweep",
        "where the next task does not take over what is due there is none");
  }

  /**
   * Each partition of the control topic acknowledges on its own. Connect stores what was
   * acknowledged in the order of each source partition, whatever the others are waiting for.
   */
  @Test
  void aSweepThatKafkaHasNotYetIsSentAgainByTheNext() {
    List<SourceRecord> sent;
    try (RunningTask task = start()) {
      task.ask().request("a", List.of("public.item"), Map.of());
      swept(task);
      task.await("that nothing is due", DemandSweepIT::saysNothingIsDue);
      sent = task.all();
    }
    Offsets acknowledged = new Offsets();
    Set<Map<String, ?>> waiting = new HashSet<>();
    for (SourceRecord record : sent) {
      if (isSweep(record)) {
        waiting.add(record.sourcePartition());
      } else if (!waiting.contains(record.sourcePartition())) {
        acknowledged.set(record.sourcePartition(), record.sourceOffset());
      }
    }
    try (RunningTask task = start(acknowledged)) {
      swept(task);
    }
  }

  private static boolean saysNothingIsDue(RunningTask task) {
    List<SourceRecord> all = task.all();
    int sweep = all.indexOf(sweeps(task).get(0));
    return all.subList(sweep + 1, all.size()).stream()
        .anyMatch(record -> "".equals(record.sourceOffset().get("wm_sweeps")));
  }

  /** Whether this task sweeps what one before it had read to its end. */
  private boolean sweptAfterAKill(SourceTask next) {
    Offsets own = new Offsets();
    database.execute("CREATE TABLE IF NOT EXISTS behind (id bigint PRIMARY KEY)");
    settings.put("slot.name", database.slot() + "_" + runs++);
    try (RunningTask task = start(own)) {
      database.execute("UPDATE item SET name = 'first' WHERE id = 1");
      task.await(1);
      task.storeAll();
      database.execute("UPDATE item SET name = 'then' WHERE id = 1");
      task.await(2);
      task.ask().request("a", List.of("public.item"), Map.of());
      task.await("the end", RunningTask::hasAllAsked);
      // What the request has come to is stored, and of the stream nothing more.
      task.store(
          task.all().stream()
              .filter(record -> record.sourcePartition().containsKey("snapshot"))
              .toList());
      assertThat(sweeps(task)).isEmpty();
    }
    try (RunningTask task = RunningTask.start(next, settings, own)) {
      // Its sweep comes behind all that were due.
      task.ask().request("b", List.of("public.behind"), Map.of());
      task.await(
          "the sweep of another table",
          running -> {
            running.storeAll();
            return isSwept(running, "public.behind");
          });
      assertThat(Event.of(task.data())).extracting(Event::op).containsOnly("u");
      return isSwept(task, "public.item");
    }
  }

  private static boolean isSwept(RunningTask task, String table) {
    return sweeps(task).stream()
        .anyMatch(record -> record.key().toString().contains("\"" + table + "\""));
  }

  /** Stores what comes until the sweep does; from which position on the table's rows are true. */
  private static Position swept(RunningTask task) {
    task.await(
        "the sweep",
        running -> {
          running.storeAll();
          return !sweeps(running).isEmpty();
        });
    Matcher matcher = BEFORE.matcher(sweeps(task).get(0).value().toString());
    assertThat(matcher.find()).isTrue();
    return Position.parse(matcher.group(1));
  }

  private static List<SourceRecord> sweeps(RunningTask task) {
    return task.all().stream().filter(DemandSweepIT::isSweep).toList();
  }

  private static boolean isSweep(SourceRecord record) {
    return String.valueOf(record.key()).contains("\"kind\":\"sweep\"");
  }
}
