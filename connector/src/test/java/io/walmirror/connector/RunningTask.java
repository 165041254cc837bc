package io.walmirror.connector;

import io.walmirror.connector.record.Records;
import io.walmirror.stack.server.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/**
 * A task that runs as Connect would run it: polled by a thread of its own, its offsets stored when
 * the test says so.
 */
final class RunningTask implements AutoCloseable {

  static final String PREFIX = "t";
  private static final Duration PATIENCE =
      Duration.ofSeconds(Integer.getInteger("walmirror.patience.seconds", 90));

  private final SourceTask task;
  private final List<SourceRecord> records = new ArrayList<>();
  private int dataRecords;
  private final Offsets offsets;
  private final Kafka kafka;
  private final Thread poller;
  private volatile boolean stopping;
  private volatile RuntimeException failure;
  private int looked;
  private boolean lastRow;

  private RunningTask(SourceTask task, Map<String, String> settings, Offsets offsets, Kafka kafka) {
    this.task = task;
    this.kafka = kafka;
    this.offsets = offsets;
    task.initialize(new Context(offsets));
    task.start(settings);
    poller = new Thread(this::pollAll, "poller");
    poller.start();
  }

  /** Asks it for snapshots. */
  Asking ask() {
    return new Asking(task);
  }

  /** What Connect would keep in its offsets topic; outlives tasks. */
  static final class Offsets implements OffsetStorageReader {
    private final Map<Map<String, ?>, Map<String, Object>> stored = new ConcurrentHashMap<>();

    void set(Map<String, ?> offset) {
      set(Records.partition(PREFIX), offset);
    }

    void set(Map<String, ?> partition, Map<String, ?> offset) {
      stored.put(partition, new HashMap<>(offset));
    }

    /** What is stored of the stream. */
    Map<String, Object> stored() {
      return stored.get(Records.partition(PREFIX));
    }

    /** All that is stored, by source partition. */
    Map<Map<String, ?>, Map<String, Object>> all() {
      return Map.copyOf(stored);
    }

    @Override
    public <T> Map<String, Object> offset(Map<String, T> partition) {
      return stored.get(partition);
    }

    @Override
    public <T> Map<Map<String, T>, Map<String, Object>> offsets(
        Collection<Map<String, T>> partitions) {
      Map<Map<String, T>, Map<String, Object>> all = new HashMap<>();
      partitions.forEach(partition -> all.put(partition, offset(partition)));
      return all;
    }
  }

  /** Topics of one partition, where a record is as soon as it is sent. Used by one thread. */
  static class Kafka {
    private final Map<String, Long> ends = new ConcurrentHashMap<>();

    /** Takes a record, and tells the task of it or not yet. */
    void sent(SourceTask task, SourceRecord record) throws InterruptedException {
      acknowledge(task, record, 0);
    }

    /** Tells the task where its record is: the last of that partition. */
    final void acknowledge(SourceTask task, SourceRecord record, int partition)
        throws InterruptedException {
      acknowledge(task, record, record.topic(), partition);
    }

    /** The same, where a transform has chosen another topic. */
    final void acknowledge(SourceTask task, SourceRecord record, String topic, int partition)
        throws InterruptedException {
      TopicPartition at = new TopicPartition(topic, partition);
      long offset = ends.merge(at.toString(), 0L, (end, any) -> end + 1);
      task.commitRecord(record, new RecordMetadata(at, offset, 0, 0, 0, 0));
    }
  }

  static Map<String, String> settings(Database database) {
    Map<String, String> settings = new HashMap<>();
    settings.put("name", "test");
    settings.put("database.hostname", database.server().host());
    settings.put("database.port", Integer.toString(database.server().port()));
    settings.put("database.user", database.server().user());
    settings.put("database.password", database.server().password());
    settings.put("database.dbname", database.name());
    settings.put("topic.prefix", PREFIX);
    settings.put("slot.name", database.slot());
    settings.put("publication.name", database.publication());
    settings.put("snapshot.mode", "no_data");
    settings.put("progress.interval.ms", "100");
    return settings;
  }

  static RunningTask start(Map<String, String> settings, Offsets offsets) {
    return start(new PostgresSourceTask(), settings, offsets);
  }

  static RunningTask start(SourceTask task, Map<String, String> settings, Offsets offsets) {
    return start(task, settings, offsets, new Kafka());
  }

  static RunningTask start(
      SourceTask task, Map<String, String> settings, Offsets offsets, Kafka kafka) {
    return new RunningTask(task, settings, offsets, kafka);
  }

  private void pollAll() {
    try {
      while (!stopping) {
        List<SourceRecord> batch = task.poll();
        if (batch != null) {
          add(batch);
          for (SourceRecord record : batch) {
            kafka.sent(task, record);
          }
        }
      }
    } catch (RuntimeException e) {
      failure = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void add(List<SourceRecord> batch) {
    synchronized (records) {
      records.addAll(batch);
      dataRecords += (int) batch.stream().filter(RunningTask::isData).count();
    }
  }

  private static boolean isData(SourceRecord record) {
    return !record.topic().startsWith("__");
  }

  private int dataCount() {
    synchronized (records) {
      return dataRecords;
    }
  }

  private int count() {
    synchronized (records) {
      return records.size();
    }
  }

  private SourceRecord record(int number) {
    synchronized (records) {
      return records.get(number);
    }
  }

  /** Records of tables, without those of the control topic. */
  List<SourceRecord> data() {
    synchronized (records) {
      return records.stream().filter(RunningTask::isData).toList();
    }
  }

  List<SourceRecord> all() {
    synchronized (records) {
      return new ArrayList<>(records);
    }
  }

  /** True once a snapshot's last row came. Asked by one thread. */
  boolean sawLastRow() {
    for (int all = count(); looked < all && !lastRow; looked++) {
      Event event = new Event(record(looked));
      lastRow = event.isOp("r") && event.source().getString("snapshot").equals("last");
    }
    return lastRow;
  }

  /**
   * True once all rows came that were asked for: what is said behind them knows of all commands and
   * tells of nothing open.
   */
  boolean hasAllAsked() {
    long commands = ask().version();
    if (!ask().done()) {
      return false;
    }
    for (int i = count() - 1; i >= 0; i--) {
      Map<String, ?> offset = record(i).sourceOffset();
      Object open = offset.get("wm_requests");
      if (open != null && !isData(record(i))) {
        return open.equals("") && (Long) offset.get("wm_commands") >= commands;
      }
    }
    return false;
  }

  /** True once the last data record is of this table. */
  boolean ended(String table) {
    for (int i = count() - 1; i >= 0; i--) {
      if (isData(record(i))) {
        return record(i).topic().endsWith("." + table);
      }
    }
    return false;
  }

  /** Waits until that many data records came; what came then. */
  List<SourceRecord> await(int count) {
    await("records, " + count + " of them", running -> running.dataCount() >= count);
    return data();
  }

  void await(String what, Predicate<RunningTask> condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long began = System.nanoTime();
    while (!condition.test(this)) {
      throwFailure();
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "no " + what + " within " + PATIENCE + "; " + count() + " records came");
      }
      Pause.after(began);
      began = System.nanoTime();
    }
  }

  private void throwFailure() {
    if (failure != null) {
      throw failure;
    }
  }

  /** Waits until the task fails; how. */
  RuntimeException awaitFailure() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (failure == null) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("the task did not fail within " + PATIENCE);
      }
      Pause.briefly();
    }
    return failure;
  }

  /** Stores the offset of this record, as Connect does once Kafka has it and all before it. */
  void store(SourceRecord record) {
    offsets.set(record.sourcePartition(), record.sourceOffset());
    committed();
  }

  private void committed() {
    try {
      task.commit();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stores the offsets of all records, in each source partition the last one's. */
  void storeAll() {
    store(all());
  }

  /** Stores the offsets of these records, in each source partition the last one's. */
  void store(List<SourceRecord> now) {
    now.forEach(record -> offsets.set(record.sourcePartition(), record.sourceOffset()));
    committed();
  }

  @Override
  public void close() {
    stopping = true;
    poller.interrupt();
    try {
      poller.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    task.stop();
  }

  record Context(Offsets offsets) implements SourceTaskContext {
    @Override
    public Map<String, String> configs() {
      return Map.of();
    }

    @Override
    public OffsetStorageReader offsetStorageReader() {
      return offsets;
    }

    @Override
    public org.apache.kafka.common.metrics.PluginMetrics pluginMetrics() {
      throw new UnsupportedOperationException("a worker older than 4.1");
    }
  }
}
