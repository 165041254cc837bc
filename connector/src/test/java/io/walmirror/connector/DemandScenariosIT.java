package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that are read on demand, while changes are streamed. */
class DemandScenariosIT extends Scenarios {

  @BeforeEach
  void readInSmallRanges() {
    settings.put("incremental.snapshot.chunk.size", "10");
    database.execute(
        "INSERT INTO item SELECT i, 'row ' || i, i FROM generate_series(1, 95) i",
        "CREATE TABLE other (id int PRIMARY KEY)",
        "INSERT INTO other VALUES (1), (2)");
  }

  @Test
  @Covers({68})
  void rowsThatAreThereComeBetweenChangesAndTheStreamGoesOn() {
    try (RunningTask task = start()) {
      task.ask().request("a", List.of("public.item"), Map.of());
      List<Event> rows = Event.of(task.await(95));
      database.execute("UPDATE item SET price = 7 WHERE id = 2", "DELETE FROM item WHERE id = 3");
      List<Event> all = Event.of(task.await(98));

      assertThat(rows).extracting(Event::op).containsOnly("r");
      assertThat(rows).extracting(Event::id).doesNotHaveDuplicates().hasSize(95);
      assertThat(rows.get(4).after().get("name")).isEqualTo("row 5");
      assertThat(rows.get(0).source().getString("snapshot")).isEqualTo("incremental");
      assertThat(rows.get(0).source().get("lsn")).isNull();
      assertThat(rows.get(0).source().get("txId")).isNull();
      assertThat(all.subList(95, 98)).extracting(Event::op).containsExactly("u", "d", "-");
      assertThat(all).extracting(Event::position).isSorted().doesNotHaveDuplicates();
      assertThat(task.ask().done()).isTrue();
    }
  }
}
