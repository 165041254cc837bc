package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.management.ObjectName;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals of every channel but the topic: what is taken, what is stored, what makes records. */
class SignalsIT extends Scenarios {

  private static final String NOTES = "notes";
  private static final String SIGNALS = "wm_signals";

  @BeforeEach
  void tellNotes() {
    settings.put("notification.enabled.channels", "sink,log,jmx");
    settings.put("notification.sink.topic.name", NOTES);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aMessageIsFollowedMakesNoRecordAndIsStoredWithTheOffsetBehindIt(boolean transactional) {
    settings.put("signal.enabled.channels", "message");
    try (RunningTask task = start()) {
      emit(transactional, "walmirror-signal", "{\"id\": \"s1\", \"type\": \"pause-snapshot\"}");
      database.execute("INSERT INTO item VALUES (1, 'a', 1)");
      task.await("the row", running -> !rows(running).isEmpty());
      awaitNote(task, "PAUSED");

      assertThat(rows(task)).extracting(Event::op).containsExactly("c");
      assertThat(signals(rows(task).get(0).record())).contains("\"id\":\"s1\"");
      // Nothing of what was asked for is stored by those who do it.
      task.store(rows(task).get(0).record());
    }
    assertThat(offsets.stored().get(SIGNALS).toString()).contains("\"id\":\"s1\"");
    // Control: without what the offset says of it the signal would be gone.
    try (RunningTask task = start()) {
      awaitNote(task, "PAUSED");
    }
    Map<String, Object> without = offsets.stored();
    without.remove(SIGNALS);
    offsets.set(without);
    try (RunningTask task = start()) {
      database.execute("INSERT INTO item VALUES (2, 'b', 1)");
      task.await("the row", running -> !rows(running).isEmpty());
      assertThat(notes(task)).extracting(note -> note.getString("type")).doesNotContain("PAUSED");
    }
  }

  @Test
  void withoutTheChannelAMessageIsAMessage() {
    try (RunningTask task = start()) {
      emit(true, "walmirror-signal", "{\"id\": \"s1\", \"type\": \"pause-snapshot\"}");
      task.await("the message", running -> !rows(running).isEmpty());

      assertThat(rows(task).get(0).op()).isEqualTo("m");
      assertThat(task.all()).allSatisfy(record -> assertThat(signals(record)).isEmpty());
    }
  }

  @Test
  void aSignalThatCannotBeFollowedIsToldAndStopsNothing() {
    settings.put("signal.enabled.channels", "message");
    try (RunningTask task = start()) {
      emit(true, "walmirror-signal", "{\"id\": \"s1\", \"type\": \"execute-snapshot\"");
      emit(true, "walmirror-signal", "{\"id\": \"s2\", \"type\": \"execute-snapshot\"}");
      emit(
          true,
          "walmirror-signal",
          "{\"id\": \"s3\", \"type\": \"execute-snapshot\", \"data\": {\"data-collections\":"
              + " [\"public.item\"], \"additional-condition\": \"price > 1\"}}");
      database.execute("INSERT INTO item VALUES (1, 'a', 1)");
      task.await("three refusals", running -> refusals(running).size() == 3);
      task.await("the row", running -> !rows(running).isEmpty());

      assertThat(refusals(task))
          .extracting(note -> reason(note))
          .satisfiesExactly(
              first -> assertThat(first).startsWith("the signal is no JSON"),
              second -> assertThat(second).startsWith("data is empty"),
              third -> assertThat(third).contains("signal.message.conditions=allow"));
      assertThat(refusals(task).get(1).getString("id")).isEqualTo("s2");
      assertThat(signals(rows(task).get(0).record())).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"public.item", "public.*"})
  void aRowOfTheSignalTableIsFollowedAndMakesARecordWhereItsTableIsCaptured(String captured) {
    database.execute(
        "CREATE TABLE \"Signals\" (id varchar(42) PRIMARY KEY, type varchar(32), data text)");
    settings.put("signal.data.collection", "public.signals");
    settings.put("table.include.list", captured);
    settings.put("publication.autocreate.mode", "filtered");
    try (RunningTask task = start()) {
      database.execute(
          "INSERT INTO \"Signals\" VALUES ('s1', 'pause-snapshot', NULL)",
          "UPDATE \"Signals\" SET type = 'resume-snapshot'",
          "DELETE FROM \"Signals\"",
          "INSERT INTO item VALUES (1, 'a', 1)");
      awaitNote(task, "PAUSED");
      task.await(
          "the row",
          running -> rows(running).stream().anyMatch(event -> event.topic().endsWith(".item")));

      assertThat(rows(task))
          .extracting(Event::op)
          .isEqualTo(
              captured.equals("public.item") ? List.of("c") : List.of("c", "u", "d", "-", "c"));
      assertThat(notes(task)).extracting(note -> note.getString("type")).doesNotContain("RESUMED");
    }
  }

  @Test
  void theSignalTableMayHavePartitionsAndOtherColumnsAndTypes() {
    database.execute(
        "CREATE TABLE signals (at timestamptz DEFAULT now(), data jsonb, type text, id uuid)"
            + " PARTITION BY LIST (type)",
        "CREATE TABLE signals_of_pauses PARTITION OF signals FOR VALUES IN ('pause-snapshot')",
        "CREATE TABLE signals_of_others PARTITION OF signals DEFAULT");
    settings.put("signal.data.collection", "public.signals");
    settings.put("table.include.list", "public.item");
    String id = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11";
    try (RunningTask task = start()) {
      database.execute(
          "INSERT INTO signals (id, type, data) VALUES ('" + id + "', 'execute-snapshot', '{}')",
          "INSERT INTO signals (id, type) VALUES ('" + id + "', 'pause-snapshot')");
      awaitNote(task, "PAUSED");

      assertThat(refusals(task))
          .singleElement()
          .satisfies(note -> assertThat(note.getString("id")).isEqualTo(id))
          .satisfies(note -> assertThat(reason(note)).startsWith("data-collections"));
      assertThat(rows(task)).isEmpty();
    }
  }

  @Test
  void aFileIsReadAndItsSignalsAreStored(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("signals.txt");
    settings.put("signal.enabled.channels", "file");
    settings.put("signal.file", file.toString());
    settings.put("signal.poll.interval.ms", "10");
    try (RunningTask task = start()) {
      Files.writeString(file, "{\"id\": \"s1\", \"type\": \"pause-snapshot\"}\n");
      awaitNote(task, "PAUSED");
      task.await(
          "the offset",
          running -> running.all().stream().anyMatch(record -> signals(record).contains("s1")));
    }
  }

  @Test
  void jmxAnswersAtOnceWhatIsWrong() throws Exception {
    var beans = ManagementFactory.getPlatformMBeanServer();
    ObjectName name = new ObjectName("io.walmirror:type=signals,server=\"t\"");
    String[] texts = {"java.lang.String", "java.lang.String", "java.lang.String"};
    try (RunningTask task = start()) {
      beans.invoke(name, "signal", new Object[] {"s1", "pause-snapshot", ""}, texts);
      awaitNote(task, "PAUSED");
      assertThatThrownBy(
              () -> beans.invoke(name, "signal", new Object[] {"s2", "explode", ""}, texts))
          .hasRootCauseMessage(
              "type explode is unknown; there are execute-snapshot, stop-snapshot, pause-snapshot,"
                  + " resume-snapshot and log");
      ObjectName told = new ObjectName("io.walmirror:type=notifications,server=\"t\"");
      assertThat((Object[]) beans.getAttribute(told, "Notifications")).isNotEmpty();
      beans.invoke(told, "reset", null, null);
      assertThat((Object[]) beans.getAttribute(told, "Notifications")).isEmpty();
    }
    assertThat(beans.isRegistered(name)).isFalse();
  }

  @Test
  void aNotificationStoresNothingThatIsNotStoredAnyway() {
    settings.put("signal.enabled.channels", "message");
    try (RunningTask task = start()) {
      database.execute("INSERT INTO item VALUES (1, 'a', 1)");
      task.await("the row", running -> !rows(running).isEmpty());
      emit(true, "walmirror-signal", "{\"type\": \"pause-snapshot\"}");
      awaitNote(task, "PAUSED");
      List<SourceRecord> all =
          task.all().stream()
              .filter(record -> record.sourcePartition().equals(Map.of("server", "t")))
              .toList();
      assertThat(all.stream().filter(SignalsIT::isNote).count()).isEqualTo(notes(task).size());
      for (int i = 1; i < all.size(); i++) {
        if (isNote(all.get(i))) {
          assertThat(position(all.get(i))).isEqualTo(position(all.get(i - 1)));
        }
      }
    }
  }

  private static boolean isNote(SourceRecord record) {
    return record.topic().equals(NOTES);
  }

  /** Why the channel is none by default, and why a message may hold no condition. */
  @Test
  void everyRoleMayWriteALogicalMessageUnlessThatIsRevoked() {
    assertThat(
            database.value(
                "SELECT count(*) FROM pg_proc WHERE proname = 'pg_logical_emit_message'"
                    + " AND proacl IS NULL"))
        .isEqualTo("2");
  }

  private static Object position(SourceRecord record) {
    return record.sourceOffset().get("wm_end_lsn");
  }

  private void emit(boolean transactional, String prefix, String content) {
    database.execute(
        "SELECT pg_logical_emit_message("
            + transactional
            + ", '"
            + prefix
            + "', '"
            + content.replace("'", "''")
            + "')");
  }

  private static String signals(SourceRecord record) {
    Object told = record.sourceOffset().get(SIGNALS);
    return told == null ? "" : told.toString();
  }

  private static List<Event> rows(RunningTask task) {
    return Event.of(task.data().stream().filter(record -> !record.topic().equals(NOTES)).toList());
  }

  private static List<Struct> notes(RunningTask task) {
    return task.all().stream()
        .filter(record -> record.topic().equals(NOTES))
        .map(record -> (Struct) record.value())
        .toList();
  }

  private static List<Struct> refusals(RunningTask task) {
    return notes(task).stream().filter(note -> note.getString("type").equals("REFUSED")).toList();
  }

  private static String reason(Struct note) {
    return note.getMap("additional_data").get("reason").toString();
  }

  private static void awaitNote(RunningTask task, String type) {
    task.await(
        "notification " + type,
        running -> notes(running).stream().anyMatch(note -> note.getString("type").equals(type)));
  }
}
