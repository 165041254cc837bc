package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.envelope.Position;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to a table while its rows are read on demand. */
class DemandDisturbedIT extends Scenarios {

  private static final int ROWS = 20_000;

  @BeforeEach
  void fill() {
    settings.put("incremental.snapshot.chunk.size", "100");
    settings.put("snapshot.rows.per.second", "20000");
    database.execute(
        "INSERT INTO item SELECT i, 'row', 1 FROM generate_series(1, " + ROWS + ") i",
        "ANALYZE item");
  }

  @Test
  @Covers({73})
  void aTableThatIsAlteredInTheMiddleIsReadAgain() {
    Map<Long, Event> last =
        disturbed("ALTER TABLE item ALTER price TYPE double precision USING price + 1");
    assertThat(last).hasSize(ROWS);
    assertThat(last.values()).allMatch(event -> event.after().get("price").equals(2.0));
  }

  @Test
  @Covers({73})
  void aColumnThatIsAddedInTheMiddleIsInEveryRow() {
    Map<Long, Event> last = disturbed("ALTER TABLE item ADD COLUMN more int NOT NULL DEFAULT 7");
    assertThat(last).hasSize(ROWS);
    assertThat(last.values()).allMatch(event -> event.after().get("more").equals(7));
  }

  @Test
  void aTableThatIsTruncatedInTheMiddleEndsWithWhatCameSince() {
    Map<Long, Event> last = disturbed("TRUNCATE item", "INSERT INTO item VALUES (5, 'since', 5)");
    assertThat(last).containsOnlyKeys(5L);
    assertThat(last.get(5L).after().get("name")).isEqualTo("since");
  }

  @Test
  void aTableThatIsDroppedInTheMiddleEndsTheRequest() {
    disturbed("DROP TABLE item");
  }

  @Test
  @Covers({68, 72})
  void rowsThatGoOrMoveWhileTheyAreReadAreWhereTheyWere() {
    Map<Long, Event> last =
        disturbed(
            "DELETE FROM item WHERE id % 10 = 0",
            "UPDATE item SET id = id + 1000000 WHERE id % 10 = 1",
            "UPDATE item SET id = id - 1000000 WHERE id % 20 = 1 AND id > 1000000",
            "UPDATE item SET id = -id WHERE id % 10 = 2");
    Map<Long, Boolean> truth = new HashMap<>();
    database.rows("SELECT id FROM item").forEach(row -> truth.put(Long.valueOf(row.get(0)), true));
    assertThat(last.keySet()).isEqualTo(truth.keySet());
  }

  /** What a sink would hold at the end, where this was done after the first rows had come. */
  private Map<Long, Event> disturbed(String... statements) {
    try (RunningTask task = start()) {
      task.ask().request("a", List.of("public.item"), Map.of());
      task.await("rows", running -> running.data().size() > ROWS / 20);
      database.execute(statements);
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
