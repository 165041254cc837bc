package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.RunningTask.Offsets;
import io.walmirror.envelope.Position;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to a table while its rows are read on demand. */
class DemandDisturbedIT extends Scenarios {

  private static final int ROWS = 3_000;
  private static final String READER = "snapshot/demand/RangeReader.java";
  private static final String RECORDING = "snapshot/demand/Recording.java";

  private int runs;

  @BeforeEach
  void readSlowly() {
    // The window ends in the middle of a range.
    settings.put("incremental.snapshot.chunk.size", "100");
    // So that a part of the table is still to be read when something happens to it.
    settings.put("max.queue.size.in.bytes", "1048576");
  }

  private void fill() {
    database.execute(
        "DROP TABLE IF EXISTS item, middle, the_end",
        "CREATE TABLE middle (id int PRIMARY KEY)",
        "CREATE TABLE item (id bigint PRIMARY KEY, name text, price numeric(10,2))",
        "INSERT INTO item SELECT i, repeat('row', 200), 1 FROM generate_series(1, " + ROWS + ") i",
        "ANALYZE item");
  }

  @Test
  @Covers({73})
  void aTableThatIsAlteredInTheMiddleIsReadAgain() {
    Map<Long, Event> last =
        disturbed("ALTER TABLE item ALTER price TYPE double precision USING price + 1");
    assertThat(last).hasSize(ROWS);
    assertThat(last.values()).allMatch(event -> event.after().get("price").equals(2.0));

    String rewrite = "ALTER TABLE item ALTER price TYPE numeric(10,2) USING price + 1";
    assertThat(rewritten(disturbed(rewrite))).isEqualTo(ROWS);
    long control;
    try (Mutant trusting = Mutant.of(READER, Map.of("return row.getBoolean(1);", "return true;"))) {
      control = rewritten(disturbed(trusting.task(), rewrite));
    }
    assertThat(control).as("without a look at the file").isLessThan(ROWS);
    proof(
        "A table that is rewritten while it is read on demand is read again",
        "DemandDisturbedIT.aTableThatIsAlteredInTheMiddleIsReadAgain",
        ROWS + " rows, ALTER TYPE in the middle: each has its new value",
        "without a look at the file behind each range " + (ROWS - control) + " rows have not");
  }

  private static long rewritten(Map<Long, Event> last) {
    return last.values().stream()
        .filter(event -> event.after().get("price").toString().equals("2.00"))
        .count();
  }

  @Test
  @Covers({73})
  void aColumnThatIsAddedInTheMiddleIsInEveryRow() {
    String added = "ALTER TABLE item ADD COLUMN more int NOT NULL DEFAULT 7";
    Map<Long, Event> last = disturbed(added);
    assertThat(last).hasSize(ROWS);
    assertThat(last.values()).allMatch(event -> event.after().get("more").equals(7));

    try (Mutant trusting = Mutant.of(READER, Map.of("return row.getBoolean(1);", "return true;"))) {
      assertThat(disturbed(trusting.task(), added).values())
          .as("control: without a look at the columns")
          .anyMatch(event -> event.after().schema().field("more") == null);
    }
  }

  @Test
  void aTableThatIsTruncatedInTheMiddleEndsWithWhatCameSince() {
    String[] emptied = {"TRUNCATE item", "INSERT INTO item VALUES (5, 'since', 5)"};
    Map<Long, Event> last = disturbed(emptied);
    assertThat(last).containsOnlyKeys(5L);
    assertThat(last.get(5L).after().get("name")).isEqualTo("since");

    Map<Long, Event> control;
    try (Mutant deaf =
        Mutant.of(
            RECORDING,
            Map.of("if (relation.oid() == table && !broken)", "if (relation.oid() == 0)"))) {
      control = disturbed(deaf.task(), emptied);
    }
    assertThat(control).as("TRUNCATE is not recorded").hasSizeGreaterThan(1);
    proof(
        "Rows that were read on demand before a TRUNCATE do not come behind it",
        "DemandDisturbedIT.aTableThatIsTruncatedInTheMiddleEndsWithWhatCameSince",
        ROWS + " rows, TRUNCATE in the middle",
        "where it is not recorded " + (control.size() - 1) + " rows come back");
  }

  @Test
  void aTableThatIsDroppedInTheMiddleEndsTheRequest() {
    disturbed("DROP TABLE item");
  }

  @Test
  @Covers({68, 72})
  void rowsThatGoOrMoveWhileTheyAreReadAreWhereTheyWere() {
    String[] moves = {
      "DELETE FROM item WHERE id % 10 = 0",
      "UPDATE item SET id = id + 1000000 WHERE id % 10 = 1",
      "UPDATE item SET id = id - 1000000 WHERE id % 20 = 1 AND id > 1000000",
      "UPDATE item SET id = -id WHERE id % 10 = 2"
    };
    assertThat(disturbed(moves).keySet()).isEqualTo(truth());

    Set<Long> control;
    try (Mutant deaf =
        Mutant.of(
            RECORDING,
            Map.of("if (relation.oid() != table || broken", "if (relation.oid() != 0"))) {
      control = new HashSet<>(disturbed(deaf.task(), moves).keySet());
    }
    control.removeAll(truth());
    assertThat(control).as("without the recording").isNotEmpty();
    proof(
        "A row that goes or moves while it is read on demand is where it was put",
        "DemandDisturbedIT.rowsThatGoOrMoveWhileTheyAreReadAreWhereTheyWere",
        "a tenth of " + ROWS + " rows deleted, two tenths moved, in the middle",
        "without the recording " + control.size() + " keys come back");
  }

  private Set<Long> truth() {
    return database.rows("SELECT id FROM item").stream()
        .map(row -> Long.valueOf(row.get(0)))
        .collect(Collectors.toSet());
  }

  /** What a sink would hold at the end, where this was done after the first rows had come. */
  private Map<Long, Event> disturbed(String... statements) {
    return disturbed(new PostgresSourceTask(), statements);
  }

  private Map<Long, Event> disturbed(SourceTask source, String... statements) {
    fill();
    settings.put("slot.name", database.slot() + "_" + runs++);
    Reluctant kafka = new Reluctant();
    try (RunningTask task = start(source, new Offsets(), kafka)) {
      task.ask().request("a", List.of("public.item"), Map.of());
      task.await(Reluctant.WINDOW);
      database.execute(statements);
      database.execute("INSERT INTO middle VALUES (1)");
      task.await("what was done", running -> running.ended("middle"));
      kafka.acknowledgeAll(source);
      task.await("the rows", RunningTask::hasAllAsked);
      database.execute(
          "CREATE TABLE the_end (id int PRIMARY KEY)", "INSERT INTO the_end VALUES (1)");
      task.await("the end", running -> running.ended("the_end"));
      return last(task.data());
    }
  }

  static Map<Long, Event> last(List<SourceRecord> records) {
    Map<Long, Position> positions = new HashMap<>();
    Map<Long, Event> last = new HashMap<>();
    for (Event event : Event.of(records)) {
      if (!event.topic().endsWith(".item")) {
        continue;
      }
      if (event.isOp("t")) {
        last.clear();
        continue;
      }
      Position before = positions.get(event.id());
      assertThat(before == null || event.position().compareTo(before) > 0)
          .as("%s behind %s", event.position(), before)
          .isTrue();
      positions.put(event.id(), event.position());
      if (event.isTombstone() || event.isOp("d")) {
        last.remove(event.id());
      } else {
        last.put(event.id(), event);
      }
    }
    return last;
  }
}
