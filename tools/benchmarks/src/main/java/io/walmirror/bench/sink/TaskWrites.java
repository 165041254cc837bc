package io.walmirror.bench.sink;

import io.walmirror.bench.orders.OrderRecords;
import io.walmirror.bench.process.ContenderPipe;
import io.walmirror.bench.process.RowClock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/**
 * Hands orders to a sink task in batches, as a worker's thread would. Records are made while the
 * clock stands still. Runs in the contender's process.
 */
final class TaskWrites {

  static final String TASK = "task";
  static final String ROWS = "rows";
  static final String PASSES = "passes";
  static final String CONFIG = "config.";

  /** What a worker's consumer hands over at most, unless configured otherwise. */
  static final int BATCH = 500;

  private static final int MADE_AT_ONCE = 100 * BATCH;

  private final SinkTask task;
  private final RowClock clock;
  private final OrderRecords.Feed orders = OrderRecords.feed();
  private long written;

  private TaskWrites(SinkTask task, RowClock clock) {
    this.task = task;
    this.clock = clock;
  }

  public static void main(String[] args) throws Exception {
    ContenderPipe pipe = ContenderPipe.open();
    Map<String, String> config = pipe.settings(CONFIG);
    SinkTask task =
        Class.forName(pipe.setting(TASK))
            .asSubclass(SinkTask.class)
            .getDeclaredConstructor()
            .newInstance();
    int rows = pipe.number(ROWS);
    int passes = pipe.number(PASSES);
    RowClock clock = RowClock.start((long) rows * passes);
    task.initialize(new LoneWorker(config));
    task.start(config);
    task.open(Set.of(LoneWorker.PARTITION));
    TaskWrites writes = new TaskWrites(task, clock);
    for (int pass = 0; pass < passes; pass++) {
      writes.pass(pass, rows);
    }
    pipe.report(clock.numbers());
    task.close(Set.of(LoneWorker.PARTITION));
    task.stop();
    System.exit(0);
  }

  private void pass(int pass, int rows) {
    for (int first = 0; first < rows; first += MADE_AT_ONCE) {
      clock.pause();
      List<SinkRecord> made = orders.next(first, Math.min(MADE_AT_ONCE, rows - first), pass);
      clock.resume();
      for (int from = 0; from < made.size(); from += BATCH) {
        List<SinkRecord> batch = made.subList(from, Math.min(from + BATCH, made.size()));
        task.put(batch);
        written += batch.size();
        if (from + BATCH < made.size()) {
          clock.passed(written);
        }
      }
      // What a task still holds back is not written.
      task.preCommit(Map.of(LoneWorker.PARTITION, new OffsetAndMetadata(written)));
      clock.passed(written);
    }
  }
}
