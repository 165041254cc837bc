package io.walmirror.it.differential;

import io.walmirror.it.scene.Await;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/** A task that runs while it is asked for things, and the notifications that it makes. */
final class ToldRun implements AutoCloseable {

  static final String TOPIC = "notes";

  private final SourceTask task;
  private final PluginLoader plugin;
  private final List<SourceRecord> notes = new CopyOnWriteArrayList<>();
  private final Thread poller;
  private volatile boolean stopping;
  private volatile Throwable failure;

  private ToldRun(SourceTask task, PluginLoader plugin, String name) {
    this.task = task;
    this.plugin = plugin;
    this.poller = new Thread(this::poll, name);
  }

  static ToldRun start(PluginLoader plugin, String taskName, Map<String, String> config) {
    return within(
        plugin,
        () -> {
          ToldRun run = new ToldRun(plugin.task(taskName), plugin, taskName);
          run.poller.setContextClassLoader(plugin);
          run.task.initialize(new Capture.Context());
          run.task.start(config);
          run.poller.start();
          return run;
        });
  }

  /** Debezium looks for its own classes with the thread's loader. */
  private static <T> T within(PluginLoader plugin, Supplier<T> step) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(plugin);
    try {
      return step.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private void poll() {
    try {
      while (!stopping) {
        List<SourceRecord> batch = task.poll();
        if (batch != null) {
          for (SourceRecord record : batch) {
            if (record.topic().equals(TOPIC)) {
              notes.add(record);
            }
            task.commitRecord(record, null);
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ConnectException e) {
      failure = e;
    }
  }

  /** The notifications so far. */
  List<SourceRecord> notes() {
    return List.copyOf(notes);
  }

  /** Waits until one of this type is among those behind the first so many. */
  void await(int behind, String type) {
    Await.until(
        "a notification " + type,
        () ->
            failure != null
                || notes.stream().skip(behind).anyMatch(note -> Told.of(note).type().equals(type)),
        () ->
            notes.stream().skip(behind).map(note -> Told.of(note).toString()).toList().toString());
    if (failure != null) {
      throw new AssertionError("the task failed", failure);
    }
  }

  @Override
  public void close() {
    stopping = true;
    try {
      poller.join(30_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    within(
        plugin,
        () -> {
          task.stop();
          return task;
        });
  }
}
