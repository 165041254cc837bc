package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.RunningTask.Kafka;
import io.walmirror.connector.RunningTask.Offsets;
import io.walmirror.stack.server.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.junit.jupiter.api.Test;

/** How many rows that are read on demand stand before a change that comes now. */
class DemandWindowIT extends Scenarios {

  private static final int ROWS = 12_000;

  /** As many as may be under way before anything was acknowledged. */
  private static final int WINDOW = 128;

  private static final String GUARD = "return !measuring && underWay < limit;";

  /** Takes rows, and acknowledges none of them until it is told to. */
  private static final class Reluctant extends Kafka {
    private final List<SourceRecord> held = new ArrayList<>();
    private boolean willing;

    @Override
    synchronized void sent(SourceTask task, SourceRecord record) throws InterruptedException {
      if (!willing && new Event(record).isOp("r")) {
        held.add(record);
      } else {
        acknowledge(task, record, 0);
      }
    }

    synchronized void acknowledgeAll(SourceTask task) throws InterruptedException {
      willing = true;
      for (SourceRecord record : held) {
        acknowledge(task, record, 0);
      }
    }
  }

  @Test
  void aChangeFindsFewRowsBeforeItHoweverSlowKafkaIs() throws InterruptedException {
    assertThat(rowsBeforeAChange(new PostgresSourceTask(), database, WINDOW)).isEqualTo(WINDOW);

    try (Database own = database.server().freshDatabase();
        Mutant mutant = Mutant.of("snapshot/demand/Window.java", Map.of(GUARD, "return true;"))) {
      own.execute("CREATE TABLE item (id bigint PRIMARY KEY, name text, price numeric(10,2))");
      assertThat(rowsBeforeAChange(mutant.task(), own, 4 * WINDOW))
          .as("control: however many there are")
          .isGreaterThanOrEqualTo(4 * WINDOW);
    }
  }

  /** Commits a change when so many rows have come, and has them acknowledged when it came. */
  private static int rowsBeforeAChange(SourceTask source, Database own, int atLeast)
      throws InterruptedException {
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
