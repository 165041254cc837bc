package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.RunningTask.Offsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceTask;
import org.junit.jupiter.api.Test;

/** What is told when tables are taken from the requests that are open. */
class StoppedTablesIT extends Scenarios {

  private static final String NOTICES = "__notices";

  @Test
  @Covers({70})
  void aStopThatNamesTablesTellsOfTheRequestsThatItEnds() {
    database.execute(
        "INSERT INTO item VALUES (1, 'row', 1)",
        "CREATE TABLE other (id bigint PRIMARY KEY)",
        "INSERT INTO other VALUES (1)");
    settings.put("notification.enabled.channels", "sink");
    settings.put("notification.sink.topic.name", NOTICES);
    assertThat(ends(new PostgresSourceTask(), offsets))
        .containsExactly("ABORTED items", "COMPLETED both", "COMPLETED others");

    settings.put("slot.name", database.slot() + "_control");
    try (Mutant mutant =
        Mutant.of(
            "snapshot/demand/Demand.java",
            Map.of(
                "if (tables.isEmpty() || rest.isEmpty()) {",
                "if (!tables.isEmpty() && !rest.isEmpty()) { listener.stopped(each.request()); }"
                    + " if (tables.isEmpty() || rest.isEmpty()) {"))) {
      assertThat(ends(mutant.task(), new Offsets()))
          .as("control: whoever loses a table is told to be stopped")
          .contains("ABORTED both", "COMPLETED both");
    }
    proof(
        "A stop that names tables ends the requests of which nothing is left, and tells of no other",
        "StoppedTablesIT.aStopThatNamesTablesTellsOfTheRequestsThatItEnds",
        "one of three requests has the stopped table alone: it is told to be stopped",
        "where all are told to be, one is told to be stopped and completes");
  }

  @Test
  void aRequestWithTheIdOfOneThatWasStoppedIsAnother() {
    database.execute(
        "INSERT INTO item SELECT i, 'row', 1 FROM generate_series(1, 4000) i",
        "CREATE TABLE bad (id bigint PRIMARY KEY, value numeric)",
        "INSERT INTO bad VALUES (1, 1), (2, 'NaN')",
        "CREATE TABLE early (id bigint PRIMARY KEY)",
        "INSERT INTO early VALUES (1)");
    settings.put("incremental.snapshot.chunk.size", "100");
    settings.put("snapshot.rows.per.second", "500");
    settings.put("decimal.handling.mode", "precise");
    settings.put("notification.enabled.channels", "sink");
    settings.put("notification.sink.topic.name", NOTICES);
    try (RunningTask task = start()) {
      task.ask().request("x", List.of("public.item"), Map.of());
      task.await("rows", running -> running.data().size() > 200);
      task.ask().stop(List.of());
      task.ask().request("x", List.of("public.bad", "public.early"), Map.of());
      task.await("the end", running -> ended(running).contains("COMPLETED x"));
      assertThat(told(task, "STARTED")).hasSize(2);
      assertThat(told(task, "TABLE_SCAN_COMPLETED"))
          .extracting(data -> data.get("scanned_collection") + " " + data.get("status"))
          .containsExactly("public.bad SQL_EXCEPTION", "public.early SUCCEEDED");
    }
  }

  private static List<Map<String, String>> told(RunningTask task, String type) {
    return task.all().stream()
        .filter(record -> record.topic().equals(NOTICES))
        .map(record -> (Struct) record.value())
        .filter(notice -> notice.getString("type").equals(type))
        .map(notice -> notice.<String, String>getMap("additional_data"))
        .toList();
  }

  /** How three requests end, when a table is taken from them before they begin. */
  private List<String> ends(SourceTask source, Offsets own) {
    try (RunningTask task = start(source, own)) {
      task.ask().pause();
      task.ask().request("items", List.of("public.item"), Map.of());
      task.ask().request("both", List.of("public.item", "public.other"), Map.of());
      task.ask().request("others", List.of("public.other"), Map.of());
      task.ask().stop(List.of("public.item"));
      task.ask().resume();
      task.await("the end", running -> ended(running).contains("COMPLETED others"));
      assertThat(Event.of(task.data())).extracting(Event::topic).containsOnly("t.public.other");
      return ended(task);
    }
  }

  private static List<String> ended(RunningTask task) {
    return task.all().stream()
        .filter(record -> record.topic().equals(NOTICES))
        .map(record -> (Struct) record.value())
        .map(notice -> notice.getString("type") + " " + notice.getString("id"))
        .filter(text -> text.startsWith("ABORTED") || text.startsWith("COMPLETED"))
        .toList();
  }
}
