package io.walmirror.connector;

import io.walmirror.connector.RunningTask.Offsets;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * A process of its own that runs a task as a worker would, to be killed: prints each record once it
 * is "in Kafka", and keeps offsets in a file, some time after that. Source partitions are kept each
 * for itself, now and then that of the stream alone, as Connect may.
 */
final class SnapshotProcess {

  /** What a line ends with that was not cut off by the kill. */
  static final String END = " .";

  private static final Pattern SWEEP =
      Pattern.compile("\"kind\":\"sweep\".*\"table\":\"([^\"]+)\"");

  private static final long FLUSH_NANOS = 150_000_000L;

  private SnapshotProcess() {}

  /** Arguments: the file with offsets, then settings as {@code key=value}. */
  public static void main(String[] arguments) throws InterruptedException, IOException {
    Path file = Path.of(arguments[0]);
    PrintStream out =
        new PrintStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16),
            false,
            StandardCharsets.UTF_8);
    Map<String, String> settings = new TreeMap<>();
    for (int i = 1; i < arguments.length; i++) {
      int equals = arguments[i].indexOf('=');
      settings.put(arguments[i].substring(0, equals), arguments[i].substring(equals + 1));
    }
    Offsets offsets = new Offsets();
    read(file).forEach(offsets::set);
    PostgresSourceTask task = new PostgresSourceTask();
    task.initialize(new RunningTask.Context(offsets));
    task.start(settings);
    RunningTask.Kafka kafka = new RunningTask.Kafka();
    Map<Map<String, ?>, Map<String, ?>> due = new HashMap<>();
    long flushed = System.nanoTime();
    long flushes = 0;
    while (true) {
      for (SourceRecord record : batch(task)) {
        due.put(record.sourcePartition(), record.sourceOffset());
        out.println(line(record) + END);
        kafka.sent(task, record);
      }
      if (System.nanoTime() - flushed > FLUSH_NANOS && !due.isEmpty()) {
        flushed = System.nanoTime();
        out.flush();
        boolean streamAlone = ++flushes % 3 == 0;
        due.forEach(
            (partition, offset) -> {
              if (!streamAlone || partition.size() == 1) {
                offsets.set(partition, offset);
              }
            });
        due.keySet().removeIf(partition -> !streamAlone || partition.size() == 1);
        write(file, offsets);
        task.commit();
        out.println("stored " + finished(offsets) + " " + asked(offsets) + END);
        out.flush();
      }
    }
  }

  /** True once the stream's offset says that no snapshot is under way. */
  private static boolean finished(Offsets offsets) {
    return offsets.stored() != null && !offsets.stored().containsKey("wm_snapshot");
  }

  /** True while a snapshot is stored that was asked for and is not done. */
  private static boolean asked(Offsets offsets) {
    return offsets.all().values().stream()
        .anyMatch(offset -> !"".equals(offset.getOrDefault("wm_requests", "")));
  }

  private static String line(SourceRecord record) {
    if (record.topic().startsWith("__")) {
      Matcher sweep = SWEEP.matcher(String.valueOf(record.key()));
      return sweep.find() ? "sweep " + sweep.group(1) : "control";
    }
    Event event = new Event(record);
    String line = event.topic() + " " + event.op() + " " + event.id() + " " + event.position();
    Struct after = event.isTombstone() ? null : event.after();
    if (after == null || after.schema().field("balance") == null) {
      return line;
    }
    String note = after.getString("note");
    Object unchanged = event.header("walmirror.unchanged");
    String noted = unchanged != null ? "?" : note == null ? "-" : Integer.toString(note.hashCode());
    return line + " " + after.getInt64("balance") + " " + noted;
  }

  private static List<SourceRecord> batch(PostgresSourceTask task) throws InterruptedException {
    List<SourceRecord> records = task.poll();
    return records == null ? new ArrayList<>() : records;
  }

  private static void write(Path file, Offsets offsets) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(next))) {
      Map<Map<String, ?>, Map<String, Object>> all = new HashMap<>();
      offsets.all().forEach((partition, offset) -> all.put(new HashMap<>(partition), offset));
      out.writeObject(all);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  @SuppressWarnings("unchecked")
  static Map<Map<String, ?>, Map<String, Object>> read(Path file) {
    if (!Files.exists(file)) {
      return Map.of();
    }
    try (ObjectInputStream in = new ObjectInputStream(Files.newInputStream(file))) {
      return (Map<Map<String, ?>, Map<String, Object>>) in.readObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
