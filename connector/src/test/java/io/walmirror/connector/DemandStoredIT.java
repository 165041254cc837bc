package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.RunningTask.Offsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is stored of requests, by records of their own and by the rows that are sent. */
class DemandStoredIT extends Scenarios {

  private static final int ROWS = 600;

  @BeforeEach
  void fill() {
    settings.put("incremental.snapshot.chunk.size", "1000");
    settings.put("snapshot.rows.per.second", "200");
    database.execute(
        "INSERT INTO item SELECT i, 'row', i FROM generate_series(1, " + ROWS + ") i",
        "CREATE TABLE other (id bigint PRIMARY KEY)",
        "INSERT INTO other VALUES (1)");
  }

  @Test
  void whatIsAskedInTheMiddleOfARangeIsNotForgottenByTheRowsThatFollow() {
    assertThat(requests(killedBehindARow(new PostgresSourceTask(), offsets))).contains("late");
    settings.put("snapshot.rows.per.second", "0");
    try (RunningTask task = start()) {
      task.await("the rows of both", running -> running.ended("other") && running.hasAllAsked());
    }
    String control;
    settings.put("slot.name", database.slot() + "_control");
    settings.put("snapshot.rows.per.second", "200");
    try (Mutant mutant =
        Mutant.of(
            "snapshot/demand/Interleaving.java",
            Map.of(
                "    offset = state();\n    records.controls().demandProgress(partition, offset);",
                "    records.controls().demandProgress(partition, state());"))) {
      control = requests(killedBehindARow(mutant.task(), new Offsets()));
    }
    assertThat(control).as("where rows go on with what was known before").doesNotContain("late");
    proof(
        "A request that is stored once is stored until it is done",
        "DemandStoredIT.whatIsAskedInTheMiddleOfARangeIsNotForgottenByTheRowsThatFollow",
        "asked between two rows of a range, stored, killed a row later: read after the restart",
        "where rows go on with the offset of their range, the request is forgotten");
  }

  /** What is stored when a task ends a row after a request was stored. */
  private Map<String, Object> killedBehindARow(SourceTask source, Offsets own) {
    try (RunningTask task = start(source, own)) {
      task.ask().request("early", List.of("public.item"), Map.of());
      task.await("rows", running -> running.data().size() > 64);
      task.ask().request("late", List.of("public.other"), Map.of());
      task.await("a row behind it", running -> behind(running) > 0);
      task.store(task.all().subList(0, behind(task)));
      return own.all().get(Map.of("server", RunningTask.PREFIX, "snapshot", "*"));
    }
  }

  private static String requests(Map<String, Object> stored) {
    return stored.get("wm_requests").toString();
  }

  /** How many records there are up to the first row behind the record that tells of both. */
  private static int behind(RunningTask task) {
    List<SourceRecord> all = task.all();
    boolean told = false;
    for (int i = 0; i < all.size(); i++) {
      boolean row = !all.get(i).topic().startsWith("__");
      if (told && row) {
        return i + 1;
      }
      told |= !row && String.valueOf(all.get(i).sourceOffset().get("wm_requests")).contains("late");
    }
    return 0;
  }
}
