package io.walmirror.bench.source;

import io.walmirror.bench.process.ContenderPipe;
import io.walmirror.bench.process.RowClock;
import io.walmirror.bench.result.Measure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/**
 * Drains the backlog through Connect's API, as a worker's thread would: poll, and tell the task of
 * every record that it was written. What a worker does with a record in between is left out. Runs
 * in the contender's process and uses nothing but Connect's API.
 */
final class TaskDrain {

  static final String TASK = "task";
  static final String ROWS = "rows";
  static final String TOPIC = "topic";
  static final String LSN = "lsn";
  static final String CONFIG = "config.";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  // For what comes behind the last change: its tombstone, or a change too many.
  private static final Duration EPILOGUE = Duration.ofMillis(500);

  private final SourceTask task;
  private final EventTally tally;
  private long polls;

  private TaskDrain(SourceTask task, EventTally tally) {
    this.task = task;
    this.tally = tally;
  }

  public static void main(String[] args) throws Exception {
    ContenderPipe pipe = ContenderPipe.open();
    Map<String, String> config = pipe.settings(CONFIG);
    SourceTask task =
        Class.forName(pipe.setting(TASK))
            .asSubclass(SourceTask.class)
            .getDeclaredConstructor()
            .newInstance();
    int rows = pipe.number(ROWS);
    task.initialize(new StoredOffset(config, Long.parseLong(pipe.setting(LSN))));
    RowClock clock = RowClock.start(rows);
    task.start(config);
    TaskDrain drain = new TaskDrain(task, new EventTally(pipe.setting(TOPIC)));
    drain.all(rows, clock);
    double rowsPerPoll = (double) rows / drain.polls;
    drain.epilogue();
    pipe.report(
        drain.tally.counts().addTo(clock.numbers()).with(Measure.ROWS_PER_POLL, rowsPerPoll));
    task.stop();
    System.exit(0);
  }

  private void all(int rows, RowClock clock) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (tally.changes() < rows) {
      long before = tally.changes();
      poll();
      if (tally.changes() > before) {
        clock.passed(tally.changes());
        deadline = System.nanoTime() + PATIENCE.toNanos();
      } else if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            "no change came for "
                + PATIENCE.toSeconds()
                + " s; so far there were "
                + tally.counts());
      }
    }
  }

  private void epilogue() throws InterruptedException {
    long end = System.nanoTime() + EPILOGUE.toNanos();
    while (System.nanoTime() - end < 0) {
      poll();
    }
  }

  private void poll() throws InterruptedException {
    List<SourceRecord> records = task.poll();
    if (records == null || records.isEmpty()) {
      return;
    }
    polls++;
    for (SourceRecord record : records) {
      tally.add(record);
      task.commitRecord(record, null);
    }
  }
}
