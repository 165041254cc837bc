package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.RunningTask.Offsets;
import io.walmirror.envelope.Position;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.junit.jupiter.api.Test;

/**
 * A new generation whose rows are all stored is killed before its sweep is in Kafka, which alone
 * tells of rows that were deleted while nobody read the log.
 */
class ResyncKillIT extends Scenarios {

  private static final Pattern BEFORE =
      Pattern.compile("\"table\":\"public.item\".*\"before\":\"(p[0-9a-f]+)\"");

  private int runs;

  /** What a mirror holds, and the generation of what swept it last. */
  private static final class Mirror {
    private final Map<Long, Position> positions = new HashMap<>();
    private Optional<Position> swept = Optional.empty();

    /** Takes what is in Kafka of a run. */
    void take(List<SourceRecord> records) {
      for (SourceRecord record : records) {
        Optional<Position> before = before(record);
        if (before.isPresent()) {
          swept = before;
          positions.values().removeIf(each -> each.compareTo(before.get()) < 0);
        } else if (record.topic().equals("t.public.item")) {
          Event event = new Event(record);
          positions.merge(event.id(), event.position(), (a, b) -> a.compareTo(b) > 0 ? a : b);
        }
      }
    }
  }

  @Test
  @Covers(62)
  void theSweepOfAResyncThatAKillKeptFromKafkaFollowsAfterTheRestart() {
    Mirror mirror = killedBeforeTheSweep(Optional.empty());
    assertThat(mirror.positions).containsOnlyKeys(1L, 3L, 4L, 5L);
    assertThat(mirror.swept.orElseThrow().generation())
        .as("the generation that was killed goes on")
        .isEqualTo(mirror.positions.get(3L).generation());

    Mirror control;
    try (Mutant mutant =
        Mutant.of(
            "ReadLoop.java",
            Map.of(
                "    metrics.snapshot().ended();\n",
                "    metrics.snapshot().ended();\n    reader.records().snapshotStored();\n"))) {
      control = killedBeforeTheSweep(Optional.of(mutant));
    }
    assertThat(control.positions).as("control: offsets forget it first").containsKey(2L);
    proof(
        "The sweep of a resync follows, though a kill came between its last row and it",
        "ResyncKillIT.theSweepOfAResyncThatAKillKeptFromKafkaFollowsAfterTheRestart",
        "all rows stored as read, the sweep not in Kafka: it comes after the restart, and a row"
            + " that was deleted meanwhile goes",
        "where offsets forget the snapshot behind its last row, the row that is gone stays");
  }

  /** A mirror behind three runs, of which the second was killed. */
  private Mirror killedBeforeTheSweep(Optional<Mutant> mutant) {
    database.execute("TRUNCATE item", "INSERT INTO item VALUES (1, 'stays', 1), (2, 'goes', 1)");
    settings.put("snapshot.mode", "initial");
    settings.remove("resync");
    settings.put("slot.name", database.slot() + "_" + runs++);
    Offsets own = new Offsets();
    Mirror mirror = new Mirror();
    try (RunningTask task = RunningTask.start(task(mutant), settings, own)) {
      task.await("the end of the snapshot", running -> isOver(running, own));
      mirror.take(task.all());
    }
    assertThat(mirror.positions).containsOnlyKeys(1L, 2L);
    database.releaseSlots();
    database.execute(
        "SELECT pg_drop_replication_slot('" + settings.get("slot.name") + "')",
        "DELETE FROM item WHERE id = 2",
        "INSERT INTO item VALUES (3, 'comes', 1)");
    settings.put("resync", "true");
    try (RunningTask task = RunningTask.start(task(mutant), settings, own)) {
      task.await("rows, all of them told to be there", ResyncKillIT::hasAllRows);
      // Behind them something of the stream, with its offset.
      database.execute("INSERT INTO item VALUES (4, 'streams', 1)");
      task.await(3);
      task.storeAll();
      task.await("a sweep", running -> sweep(running.all()) >= 0);
      List<SourceRecord> all = task.all();
      List<SourceRecord> sent = all.subList(0, sweep(all));
      task.store(sent);
      mirror.take(sent);
    }
    assertThat(own.all())
        .as("what is stored says that all rows are read")
        .anySatisfy((partition, offset) -> assertThat(offset.get("wm_done")).isEqualTo("*"));
    assertThat(mirror.positions.keySet()).isEqualTo(Set.of(1L, 2L, 3L, 4L));
    try (RunningTask task = RunningTask.start(task(mutant), settings, own)) {
      task.await("a stream", running -> activeSlot(settings.get("slot.name")));
      database.execute("INSERT INTO item VALUES (5, 'behind', 1)");
      task.await("the stream", running -> last(running) == 5);
      if (mutant.isEmpty()) {
        task.await("the sweep", running -> sweep(running.all()) >= 0);
      }
      mirror.take(task.all());
    }
    return mirror;
  }

  private static SourceTask task(Optional<Mutant> mutant) {
    return mutant.map(Mutant::task).orElseGet(PostgresSourceTask::new);
  }

  private static boolean isOver(RunningTask task, Offsets own) {
    task.storeAll();
    return own.stored() != null && !own.stored().containsKey("wm_snapshot");
  }

  private static boolean hasAllRows(RunningTask task) {
    return task.all().stream()
        .anyMatch(
            record -> record.value() instanceof String text && text.contains("\"done\":\"*\""));
  }

  private static long last(RunningTask task) {
    List<SourceRecord> data = task.data();
    return data.isEmpty() ? 0 : new Event(data.get(data.size() - 1)).id();
  }

  /** Where the table's first sweep is among these; -1 if it is not. */
  private static int sweep(List<SourceRecord> records) {
    for (int i = 0; i < records.size(); i++) {
      if (before(records.get(i)).isPresent()) {
        return i;
      }
    }
    return -1;
  }

  private static Optional<Position> before(SourceRecord record) {
    Matcher matcher = BEFORE.matcher(String.valueOf(record.value()));
    return record.topic().startsWith("__") && matcher.find()
        ? Optional.of(Position.parse(matcher.group(1)))
        : Optional.empty();
  }
}
