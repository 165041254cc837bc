package io.walmirror.connector;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceTask;

/**
 * Asks a running task for snapshots, also a mutant, whose classes are others than the tests' own.
 */
final class Asking {

  private static final String PACKAGE = "io.walmirror.connector.snapshot.demand.";

  private final SourceTask task;

  Asking(SourceTask task) {
    this.task = task;
  }

  void request(String id, List<String> tables, Map<String, String> conditions) {
    request(id, "INCREMENTAL", tables, conditions);
  }

  void request(String id, String kind, List<String> tables, Map<String, String> conditions) {
    try {
      ClassLoader loader = task.getClass().getClassLoader();
      Class<?> request = loader.loadClass(PACKAGE + "SnapshotRequest");
      Class<?> kinds = loader.loadClass(PACKAGE + "SnapshotRequest$Kind");
      Object chosen = kinds.getMethod("valueOf", String.class).invoke(null, kind);
      Object wish =
          request
              .getConstructor(String.class, kinds, List.class, Map.class)
              .newInstance(id, chosen, tables, conditions);
      call("request", request, wish);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  void stop(List<String> tables) {
    call("stop", List.class, tables);
  }

  void pause() {
    call("pause", null, null);
  }

  void resume() {
    call("resume", null, null);
  }

  /** True while nothing is read, in a task that was restarted once it knows what was stored. */
  boolean paused() {
    return (Boolean) call("isPaused", null, null);
  }

  /** True once everything that was asked for is read. */
  boolean done() {
    return ((List<?>) call("open", null, null)).isEmpty();
  }

  /** True once every command is known to be stored. */
  boolean stored() {
    return call("stored", null, null).equals(version());
  }

  /** How many commands there were. */
  long version() {
    return (Long) call("version", null, null);
  }

  private Object call(String name, Class<?> type, Object argument) {
    try {
      Method demand = task.getClass().getDeclaredMethod("demand");
      demand.setAccessible(true);
      Object asked = demand.invoke(task);
      return type == null
          ? asked.getClass().getMethod(name).invoke(asked)
          : asked.getClass().getMethod(name, type).invoke(asked, argument);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
