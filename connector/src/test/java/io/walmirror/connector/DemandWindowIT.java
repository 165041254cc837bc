package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.RunningTask.Offsets;
import io.walmirror.stack.server.Database;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.junit.jupiter.api.Test;

/** How many rows that are read on demand stand before a change that comes now. */
class DemandWindowIT extends Scenarios {

  private static final int ROWS = 12_000;

  private static final String GUARD = "return !measuring && underWay < limit;";

  @Test
  void aChangeFindsFewRowsBeforeItHoweverSlowKafkaIs() {
    assertThat(rowsBeforeAChange(new PostgresSourceTask(), database, Reluctant.WINDOW))
        .isEqualTo(Reluctant.WINDOW);

    try (Database own = database.server().freshDatabase();
        Mutant mutant = Mutant.of("snapshot/demand/Window.java", Map.of(GUARD, "return true;"))) {
      own.execute("CREATE TABLE item (id bigint PRIMARY KEY, name text, price numeric(10,2))");
      assertThat(rowsBeforeAChange(mutant.task(), own, 4 * Reluctant.WINDOW))
          .as("control: however many there are")
          .isGreaterThanOrEqualTo(4 * Reluctant.WINDOW);
    }
  }

  /** Commits a change when so many rows have come, and has them acknowledged when it came. */
  private static int rowsBeforeAChange(SourceTask source, Database own, int atLeast) {
    own.execute("INSERT INTO item SELECT i, 'row', 1 FROM generate_series(1, " + ROWS + ") i");
    Reluctant kafka = new Reluctant();
    try (RunningTask task =
        RunningTask.start(source, RunningTask.settings(own), new Offsets(), kafka)) {
      task.ask().request("a", List.of("public.item"), Map.of());
      task.await("rows", running -> running.data().size() >= atLeast);
      own.execute("INSERT INTO item VALUES (0, 'live', 1)");
      task.await("the change", running -> running.data().stream().anyMatch(DemandWindowIT::live));
      int before = Event.of(task.data()).stream().map(Event::op).toList().indexOf("c");
      kafka.acknowledgeAll(source);
      task.await("the end", RunningTask::hasAllAsked);
      assertThat(Event.of(task.data())).extracting(Event::id).hasSize(ROWS + 1);
      assertThat(task.data())
          .filteredOn(record -> !live(record))
          .as("in another order of its keys Connect would not find the offset again")
          .allSatisfy(
              row ->
                  assertThat(row.sourcePartition().keySet()).containsExactly("server", "snapshot"));
      return before;
    }
  }

  private static boolean live(SourceRecord record) {
    return new Event(record).isOp("c");
  }
}
