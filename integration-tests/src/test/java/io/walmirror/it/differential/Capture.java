package io.walmirror.it.differential;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/** What a source task makes of the log from its slot on, until the workload's last message. */
final class Capture {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private Capture() {}

  /** Runs the task in this thread; its records of tables and messages, without the last message. */
  static List<SourceRecord> of(PluginLoader plugin, String taskName, Map<String, String> config)
      throws InterruptedException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(plugin);
    SourceTask task = plugin.task(taskName);
    try {
      task.initialize(new Context());
      task.start(config);
      return drain(task);
    } finally {
      task.stop();
      thread.setContextClassLoader(before);
    }
  }

  private static List<SourceRecord> drain(SourceTask task) throws InterruptedException {
    List<SourceRecord> records = new ArrayList<>();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      List<SourceRecord> batch = task.poll();
      if (batch == null) {
        continue;
      }
      for (SourceRecord record : batch) {
        task.commitRecord(record, null);
        if (Workload.isEnd(record)) {
          return records;
        }
        if (!record.topic().startsWith("__")) {
          records.add(record);
        }
      }
    }
    throw new AssertionError("no end within " + PATIENCE + "; " + records.size() + " records came");
  }

  /** A worker that has no offset of anything. */
  static final class Context implements SourceTaskContext {

    @Override
    public Map<String, String> configs() {
      return Map.of();
    }

    @Override
    public OffsetStorageReader offsetStorageReader() {
      return new OffsetStorageReader() {
        @Override
        public <T> Map<String, Object> offset(Map<String, T> partition) {
          return null;
        }

        @Override
        public <T> Map<Map<String, T>, Map<String, Object>> offsets(
            Collection<Map<String, T>> partitions) {
          Map<Map<String, T>, Map<String, Object>> all = new HashMap<>();
          partitions.forEach(partition -> all.put(partition, null));
          return all;
        }
      };
    }

    @Override
    public PluginMetrics pluginMetrics() {
      throw new UnsupportedOperationException("a worker older than 4.1");
    }
  }
}
