package io.walmirror.connector;

import io.walmirror.connector.RunningTask.Offsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * A process of its own, with the heap that its parent gives it, that runs a task and counts: prints
 * how many records came when the wanted number is reached, or why the task failed.
 */
final class SmallHeapTask {

  private SmallHeapTask() {}

  /** Arguments: how many records to wait for, then settings as {@code key=value}. */
  public static void main(String[] arguments) throws InterruptedException {
    int wanted = Integer.parseInt(arguments[0]);
    Map<String, String> settings = new TreeMap<>();
    for (int i = 1; i < arguments.length; i++) {
      int equals = arguments[i].indexOf('=');
      settings.put(arguments[i].substring(0, equals), arguments[i].substring(equals + 1));
    }
    PostgresSourceTask task = new PostgresSourceTask();
    task.initialize(new RunningTask.Context(new Offsets()));
    task.start(settings);
    int count = 0;
    String lastPosition = "";
    try {
      while (count < wanted) {
        for (SourceRecord record : batch(task)) {
          if (!record.topic().startsWith("__")) {
            count++;
            String position =
                record.headers().lastWithName("walmirror.position").value().toString();
            if (position.compareTo(lastPosition) <= 0) {
              throw new IllegalStateException("positions go back at " + position);
            }
            lastPosition = position;
          }
        }
      }
      System.out.println("COUNT " + count);
    } catch (ConnectException e) {
      System.out.println("FAILED " + e.getMessage());
    } finally {
      task.stop();
    }
  }

  private static List<SourceRecord> batch(PostgresSourceTask task) throws InterruptedException {
    List<SourceRecord> records = task.poll();
    return records == null ? new ArrayList<>() : records;
  }
}
