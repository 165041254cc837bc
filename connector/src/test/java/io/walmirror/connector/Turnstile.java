package io.walmirror.connector;

import io.walmirror.connector.RunningTask.Kafka;
import io.walmirror.stack.server.Database;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/**
 * Lets so many rows of a snapshot go by and holds what polls there, until something was done: who
 * reads rows can go no further than its queue holds, however long a test takes.
 */
final class Turnstile extends Kafka {

  private final int most;
  private int gone;
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch opened = new CountDownLatch(1);

  Turnstile(int most) {
    this.most = most;
  }

  @Override
  void sent(SourceTask task, SourceRecord record) throws InterruptedException {
    if (new Event(record).isOp("r") && ++gone > most) {
      held.countDown();
      opened.await();
    }
    acknowledge(task, record, 0);
  }

  /** Waits until so many rows came that the next is held. */
  void awaitHeld(RunningTask task) {
    task.await("rows up to the turnstile", running -> held.getCount() == 0);
  }

  /** Does this to a table that is being read; the rows go on once its lock is waited for. */
  void open(RunningTask task, Database database, String table, String... statements) {
    awaitHeld(task);
    CompletableFuture<Void> done = CompletableFuture.runAsync(() -> database.execute(statements));
    String waiting =
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = to_regclass('%s')"
            .formatted(table);
    task.await(
        "the table's lock to be waited for",
        running -> done.isDone() || !database.value(waiting).equals("0"));
    opened.countDown();
    done.join();
  }
}
