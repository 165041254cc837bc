package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.envelope.Position;
import io.walmirror.stack.proof.Tries;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A table that is emptied, and written again, while a blocking request reads it. */
class HaltedTruncateIT extends Scenarios {

  private static final int ROWS = 3_000;
  private static final Pattern BEFORE =
      Pattern.compile("\"table\":\"public.item\".*\"before\":\"(p[0-9a-f]+)\"");

  private int runs;

  @BeforeEach
  void readSlowly() {
    settings.put("snapshot.chunk.bytes", "65536");
    // Rows are not read far ahead of where they are sent.
    settings.put("max.queue.size.in.bytes", "1048576");
    database.execute("CREATE TABLE other (id bigint PRIMARY KEY)");
  }

  @Test
  @Covers({73, 75})
  void whatCameSinceTheTruncateStandsBehindItAndControlWithoutTheWaitBeforeIt() {
    List<SourceRecord> whole = emptied(Optional.empty());
    assertThat(rises(whole)).as("positions rise").isTrue();
    assertThat(held(whole, true)).isEqualTo(Map.of(5L, "since"));
    try (Mutant unwaiting =
        Mutant.of(
            "ReadLoop.java",
            Map.of(
                "if (!readUpTo(snapshot.point(), reader)) {\n            return;",
                "if (snapshot.point() == null) {\n            return;"))) {
      assertThat(rises(emptied(Optional.of(unwaiting)))).as("control: positions rise").isFalse();
    }
    proof(
        "What was written since a TRUNCATE in the middle of a blocking request stands behind it",
        "HaltedTruncateIT.whatCameSinceTheTruncateStandsBehindItAndControlWithoutTheWaitBeforeIt",
        ROWS + " rows, TRUNCATE and INSERT in the middle",
        "with rows read before the stream has come to their moment, positions go back");
  }

  @Test
  @Covers({73, 75})
  void theSweepTellsOfATruncateThatIsSkippedAndControlWithoutALookAtTheFileItDoesNot() {
    settings.put("skipped.operations", "t");
    assertThat(held(emptied(Optional.empty()), false)).isEqualTo(Map.of(5L, "since"));
    int control;
    try (Mutant trusting =
        Mutant.of(
            "snapshot/CopyWorker.java", Map.of("return row.getInt(1) == 1;", "return true;"))) {
      control = held(emptied(Optional.of(trusting)), false).size();
    }
    assertThat(control).as("control: keys, without a look at the file").isGreaterThan(1);
    proof(
        "A table that is emptied in the middle of a blocking request is read again, and its sweep"
            + " removes what came before",
        "HaltedTruncateIT.theSweepTellsOfATruncateThatIsSkippedAndControlWithoutALookAtTheFileIt"
            + "DoesNot",
        ROWS + " rows, TRUNCATE (skipped) and INSERT in the middle",
        "without a look at the file behind each chunk " + (control - 1) + " keys stay");
  }

  /** The first change behind a round's moment waits, and may lie before that of the next. */
  @Test
  @Covers({73, 75})
  void changesMeanwhileStandWhereTheyCommittedAndControlWhereOneThatWaitsEndsTheWait() {
    assertThat(rises(emptiedUnderLoad(Optional.empty()))).as("positions rise").isTrue();
    try (Mutant hasty =
        Mutant.of(
            "Reader.java",
            Map.of("((beyond != null && isBeyond(beyond.message))", "((beyond != null)"))) {
      List<SourceRecord> control =
          Tries.until(records -> !rises(records), () -> emptiedUnderLoad(Optional.of(hasty)));
      assertThat(rises(control)).as("control: positions rise").isFalse();
    }
    proof(
        "A round that follows another begins when the stream has come to its moment",
        "HaltedTruncateIT.changesMeanwhileStandWhereTheyCommittedAndControlWhereOneThatWaitsEnds"
            + "TheWait",
        ROWS + " rows, TRUNCATE in the middle, while another table is written",
        "where a change that waits from the round before counts as that, positions go back");
  }

  private List<SourceRecord> emptiedUnderLoad(Optional<Mutant> mutant) {
    AtomicBoolean ended = new AtomicBoolean();
    database.execute("CREATE TABLE IF NOT EXISTS busy (id bigint PRIMARY KEY)");
    CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> write(ended));
    try {
      return emptied(mutant);
    } finally {
      ended.set(true);
      writer.join();
    }
  }

  private void write(AtomicBoolean ended) {
    try (Connection connection = database.connect()) {
      while (!ended.get()) {
        run(connection, "INSERT INTO busy SELECT coalesce(max(id), 0) + 1 FROM busy");
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What comes up to the sweep, where the table was emptied after the first rows. */
  private List<SourceRecord> emptied(Optional<Mutant> mutant) {
    database.execute(
        "TRUNCATE item",
        "INSERT INTO item SELECT i, repeat('row', 200), 1 FROM generate_series(1, " + ROWS + ") i");
    settings.put("slot.name", database.slot() + "_" + runs++);
    Turnstile turnstile = new Turnstile(100);
    try (RunningTask task =
        start(
            mutant.map(Mutant::task).orElseGet(PostgresSourceTask::new),
            new RunningTask.Offsets(),
            turnstile)) {
      task.ask().request("a", "BLOCKING", List.of("public.item"), Map.of());
      turnstile.open(
          task, database, "item", "TRUNCATE item", "INSERT INTO item VALUES (5, 'since', 5)");
      task.await("the end", RunningTask::hasAllAsked);
      database.execute("INSERT INTO other VALUES (" + runs + ")");
      task.await(
          "the stream",
          running -> running.data().stream().anyMatch(record -> record.topic().endsWith(".other")));
      task.await(
          "the sweep",
          running -> {
            running.storeAll();
            return running.all().stream().anyMatch(record -> swept(record).isPresent());
          });
      return task.all();
    }
  }

  private static boolean rises(List<SourceRecord> records) {
    List<Position> positions =
        Event.of(records).stream()
            .filter(event -> event.topic().startsWith("t.public."))
            .map(Event::position)
            .toList();
    return positions.stream().sorted(Comparator.naturalOrder()).toList().equals(positions);
  }

  /** What a mirror holds that goes by positions, and knows TRUNCATEs if they are told. */
  private static Map<Long, String> held(List<SourceRecord> records, boolean told) {
    Map<Long, Position> positions = new HashMap<>();
    Map<Long, String> names = new HashMap<>();
    boolean emptied = false;
    for (Event event : items(records)) {
      if (event.isOp("t")) {
        emptied = true;
        positions.values().removeIf(each -> each.compareTo(event.position()) < 0);
      } else if (event.position().compareTo(positions.getOrDefault(event.id(), event.position()))
          >= 0) {
        positions.put(event.id(), event.position());
        names.put(event.id(), (String) event.after().get("name"));
      }
    }
    assertThat(emptied).as("a TRUNCATE is told").isEqualTo(told);
    records.forEach(
        record ->
            swept(record)
                .ifPresent(
                    before -> positions.values().removeIf(each -> each.compareTo(before) < 0)));
    names.keySet().retainAll(positions.keySet());
    return names;
  }

  private static List<Event> items(List<SourceRecord> records) {
    return Event.of(records).stream()
        .filter(event -> event.topic().equals("t.public.item"))
        .toList();
  }

  /** From which position on the table's rows are true, if this is its sweep. */
  private static Optional<Position> swept(SourceRecord record) {
    Matcher matcher = BEFORE.matcher(String.valueOf(record.value()));
    return record.topic().startsWith("__") && matcher.find()
        ? Optional.of(Position.parse(matcher.group(1)))
        : Optional.empty();
  }
}
