package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.RunningTask.Kafka;
import io.walmirror.connector.RunningTask.Offsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.junit.jupiter.api.Test;

/** How many rows that are read on demand stand before a change that comes now. */
class DemandWindowIT extends Scenarios {

  private static final int ROWS = 12_000;
  private static final int WINDOW = 4096;

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
    database.execute("INSERT INTO item SELECT i, 'row', 1 FROM generate_series(1, " + ROWS + ") i");
    PostgresSourceTask source = new PostgresSourceTask();
    Reluctant kafka = new Reluctant();
    try (RunningTask task = RunningTask.start(source, settings, new Offsets(), kafka)) {
      task.await("slot", running -> activeSlot(settings.get("slot.name")));
      task.ask().request("a", List.of("public.item"), Map.of());
      task.await("rows", running -> running.data().size() >= WINDOW);
      database.execute("INSERT INTO item VALUES (0, 'live', 1)");
      task.await("the change", running -> running.data().stream().anyMatch(DemandWindowIT::live));
      assertThat(task.data().size()).isLessThan(WINDOW + 100);
      kafka.acknowledgeAll(source);
      task.await("the end", RunningTask::hasAllAsked);
      assertThat(Event.of(task.data())).extracting(Event::id).hasSize(ROWS + 1);
    }
  }

  private static boolean live(SourceRecord record) {
    return new Event(record).isOp("c");
  }
}
