package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import javax.management.ObjectName;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Snapshots that are asked for by signals, from the signal to the rows and the notifications. */
class SignalledSnapshotIT extends Scenarios {

  private static final String NOTES = "notes";
  private static final String DATA = "{\"data-collections\": [\"public.item\"]}";
  private static final int ROWS = 95;

  @TempDir Path folder;

  @BeforeEach
  void fill() {
    database.execute(
        "INSERT INTO item SELECT i, 'row ' || i, i FROM generate_series(1, " + ROWS + ") i",
        "CREATE TABLE other (id int PRIMARY KEY)",
        "INSERT INTO other VALUES (1), (2)",
        "CREATE TABLE signals (id text PRIMARY KEY, type text, data text)");
    settings.put("incremental.snapshot.chunk.size", "10");
    settings.put("table.exclude.list", "public.signals");
    settings.put("signal.enabled.channels", "source,message,file,jmx");
    settings.put("signal.data.collection", "public.signals");
    settings.put("signal.file", folder.resolve("signals.txt").toString());
    settings.put("signal.poll.interval.ms", "10");
    settings.put("notification.enabled.channels", "sink");
    settings.put("notification.sink.topic.name", NOTES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"source", "message", "file", "jmx"})
  @Covers(70)
  void everyChannelStartsOneAndItsWayIsTold(String channel) throws Exception {
    try (RunningTask task = start()) {
      signal(channel, "s1", "execute-snapshot", DATA);
      awaitNote(task, "COMPLETED");

      assertThat(ids(task, "item")).containsExactlyElementsOf(upTo(ROWS));
      List<Struct> notes = notesOf(task, "s1");
      assertThat(notes)
          .extracting(note -> note.getString("aggregate_type"))
          .containsOnly("Incremental Snapshot");
      List<String> types = notes.stream().map(note -> note.getString("type")).toList();
      assertThat(types)
          .startsWith("STARTED", "DATA_COLLECTIONS_RESOLVED")
          .endsWith("TABLE_SCAN_COMPLETED", "COMPLETED");
      assertThat(types.subList(2, types.size() - 2)).isNotEmpty().containsOnly("IN_PROGRESS");
      assertThat(notes.get(0).getMap("additional_data"))
          .isEqualTo(Map.of("connector_name", "t", "data_collections", "public.item"));
      assertThat(notes.get(notes.size() - 2).getMap("additional_data"))
          .isEqualTo(
              Map.of(
                  "connector_name",
                  "t",
                  "data_collections",
                  "public.item",
                  "scanned_collection",
                  "public.item",
                  "total_rows_scanned",
                  Integer.toString(ROWS),
                  "status",
                  "SUCCEEDED"));
    }
  }

  @Test
  @Covers({70, 71})
  void aRegularExpressionWithAConditionReadsThoseRowsOfThoseTables() throws Exception {
    try (RunningTask task = start()) {
      signal(
          "source",
          "s1",
          "execute-snapshot",
          "{\"data-collections\": [\"public\\\\.(item|other)\", \"public.missing\"], \"surrogate-key\":"
              + " \"name\", \"additional-conditions\": [{\"data-collection\": \"public.item\","
              + " \"filter\": \"price > 90\"}]}");
      awaitNote(task, "COMPLETED");

      assertThat(ids(task, "item")).containsExactly(91L, 92L, 93L, 94L, 95L);
      assertThat(ids(task, "other")).containsExactly(1L, 2L);
      assertThat(notesOf(task, "s1"))
          .filteredOn(note -> "public.missing".equals(data(note, "scanned_collection")))
          .extracting(note -> data(note, "status"))
          .containsExactly("UNKNOWN_SCHEMA");
    }
  }

  @Test
  @Covers(71)
  void aConditionThatIsNoSqlEndsItsTableAndNothingElse() throws Exception {
    try (RunningTask task = start()) {
      signal(
          "source",
          "s1",
          "execute-snapshot",
          "{\"data-collections\": [\"public.item\"], \"additional-conditions\": [{\"data-collection\":"
              + " \"public.item\", \"filter\": \"no such thing\"}]}");
      task.await("an end", running -> ended(running, "s1"));
      signal("source", "s2", "execute-snapshot", "{\"data-collections\": [\"public.other\"]}");
      task.await("the other", running -> ids(running, "other").size() == 2);
      database.execute("INSERT INTO item VALUES (1000, 'new', 1)");
      task.await("the change", running -> ids(running, "item").contains(1000L));

      assertThat(notesOf(task, "s1"))
          .filteredOn(note -> data(note, "status") != null)
          .extracting(note -> data(note, "status"))
          .containsExactly("SQL_EXCEPTION");
    }
  }

  @Test
  @Covers(70)
  void aPauseHoldsItAndSurvivesARestartAndAResumeEndsIt() throws Exception {
    try (RunningTask task = start()) {
      signal("message", "p", "pause-snapshot", "");
      signal("message", "s1", "execute-snapshot", DATA);
      database.execute("UPDATE item SET price = 0 WHERE id = 1");
      task.await("the change", running -> ids(running, "item").contains(1L));
      task.await("all of it stored", running -> storedAll(running));
      assertThat(ids(task, "item")).containsExactly(1L);
    }
    try (RunningTask task = start()) {
      database.execute("UPDATE item SET price = 0 WHERE id = 2");
      task.await("the change", running -> ids(running, "item").contains(2L));
      assertThat(ids(task, "item")).containsExactly(2L);

      signal("jmx", "r", "resume-snapshot", "");
      awaitNote(task, "COMPLETED");
      assertThat(ids(task, "item").stream().skip(1)).containsExactlyElementsOf(upTo(ROWS));
    }
  }

  @Test
  @Covers(70)
  void aStopEndsItAndTheNextIsAnother() throws Exception {
    try (RunningTask task = start()) {
      signal("message", "p", "pause-snapshot", "");
      signal("message", "s1", "execute-snapshot", DATA);
      signal("message", "x", "stop-snapshot", "{\"data-collections\": [\"public.item\"]}");
      signal("message", "r", "resume-snapshot", "");
      signal("message", "s2", "execute-snapshot", "{\"data-collections\": [\"public.other\"]}");
      task.await("the other", running -> ended(running, "s2"));

      assertThat(ids(task, "item")).isEmpty();
      assertThat(ids(task, "other")).containsExactly(1L, 2L);
      assertThat(notesOf(task, "s1"))
          .extracting(note -> note.getString("type"))
          .containsExactly("ABORTED");
    }
  }

  /** What the stream's offset says is all that is left of a signal whose request was not stored. */
  @Test
  @Covers(69)
  void aRestartRightBehindTheSignalFollowsItAndControlWithoutTheOffsetsWordItIsLost()
      throws Exception {
    try (RunningTask task = start()) {
      signal("message", "p", "pause-snapshot", "");
      signal("message", "s1", "execute-snapshot", DATA);
      signal("message", "r", "resume-snapshot", "");
      database.execute("INSERT INTO other VALUES (3)");
      task.await("the change", running -> ids(running, "other").contains(3L));
      task.store(
          task.all().stream()
              .filter(record -> record.topic().equals("t.public.other"))
              .findFirst()
              .orElseThrow());
    }
    RunningTask.Offsets control = new RunningTask.Offsets();
    control.set(offsets.stored());
    control.stored().remove("wm_signals");
    try (RunningTask task = start()) {
      awaitNote(task, "COMPLETED");
      assertThat(ids(task, "item")).containsExactlyElementsOf(upTo(ROWS));
    }
    try (RunningTask task = start(control)) {
      database.execute("INSERT INTO other VALUES (4)");
      task.await("the change", running -> ids(running, "other").contains(4L));
      assertThat(ids(task, "item")).isEmpty();
    }
  }

  @Test
  @Covers(84)
  void theFirstSnapshotIsToldAsDebeziumDoes() {
    settings.put("snapshot.mode", "initial");
    settings.put("table.include.list", "public.item");
    settings.remove("table.exclude.list");
    try (RunningTask task = start()) {
      awaitNote(task, "COMPLETED");
      List<Struct> notes = notes(task);

      assertThat(notes)
          .extracting(note -> note.getString("aggregate_type"))
          .containsOnly("Initial Snapshot");
      assertThat(notes)
          .extracting(note -> note.getString("type"))
          .containsExactly(
              "STARTED",
              "DATA_COLLECTIONS_RESOLVED",
              "IN_PROGRESS",
              "TABLE_SCAN_COMPLETED",
              "COMPLETED");
      assertThat(notes.get(3).getMap("additional_data"))
          .containsEntry("total_rows_scanned", Integer.toString(ROWS))
          .containsEntry("scanned_collection", "public.item")
          .containsEntry("status", "SUCCEEDED");
    }
  }

  @Test
  @Covers(84)
  void withoutASnapshotItIsToldThatThereIsNone() {
    try (RunningTask task = start()) {
      awaitNote(task, "SKIPPED");

      assertThat(notes(task)).extracting(note -> note.getString("type")).containsExactly("SKIPPED");
    }
  }

  private void signal(String channel, String id, String type, String data) throws Exception {
    String json =
        data.isEmpty()
            ? "{\"id\": \"" + id + "\", \"type\": \"" + type + "\"}"
            : "{\"id\": \"" + id + "\", \"type\": \"" + type + "\", \"data\": " + data + "}";
    switch (channel) {
      case "source" ->
          database.execute(
              "INSERT INTO signals VALUES ('" + id + "', '" + type + "', '" + data + "')");
      case "message" ->
          database.execute(
              "SELECT pg_logical_emit_message(true, 'walmirror-signal', '" + json + "')");
      case "file" -> Files.writeString(folder.resolve("signals.txt"), json + "\n");
      case "jmx" ->
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("io.walmirror:type=signals,server=\"t\""),
                  "signal",
                  new Object[] {id, type, data},
                  new String[] {"java.lang.String", "java.lang.String", "java.lang.String"});
      default -> throw new IllegalArgumentException(channel);
    }
  }

  /** Stores what came, and tells whether all that was asked for is known to be stored. */
  private static boolean storedAll(RunningTask task) {
    task.storeAll();
    return task.ask().stored();
  }

  private static List<Long> upTo(int last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  private static List<Long> ids(RunningTask task, String table) {
    return Event.of(task.data()).stream()
        .filter(event -> event.topic().equals("t.public." + table))
        .map(Event::id)
        .toList();
  }

  private static List<Struct> notes(RunningTask task) {
    return task.all().stream()
        .filter(record -> record.topic().equals(NOTES))
        .map(record -> (Struct) record.value())
        .toList();
  }

  private static List<Struct> notesOf(RunningTask task, String id) {
    return notes(task).stream().filter(note -> note.getString("id").equals(id)).toList();
  }

  private static Object data(Struct note, String name) {
    return note.getMap("additional_data").get(name);
  }

  private static boolean ended(RunningTask task, String id) {
    return notesOf(task, id).stream()
        .map(note -> note.getString("type"))
        .anyMatch(type -> type.equals("COMPLETED") || type.equals("ABORTED"));
  }

  private static void awaitNote(RunningTask task, String type) {
    task.await(
        "notification " + type,
        running -> notes(running).stream().anyMatch(note -> note.getString("type").equals(type)));
  }
}
