package io.walmirror.connector;

import io.walmirror.connector.RunningTask.Kafka;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/**
 * Takes rows, and acknowledges none of them until it is told to: of those that are read on demand
 * no more come than the window lets through, however long a test takes.
 */
final class Reluctant extends Kafka {

  /** As many as may be under way before anything was acknowledged. */
  static final int WINDOW = 128;

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

  synchronized void acknowledgeAll(SourceTask task) {
    willing = true;
    try {
      for (SourceRecord record : held) {
        acknowledge(task, record, 0);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
