package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that are read on demand as of one moment, at which the stream waits. */
class HaltedScenariosIT extends Scenarios {

  private static final int ROWS = 2_000;

  @BeforeEach
  void fill() {
    settings.put("snapshot.chunk.bytes", "8192");
    settings.put("snapshot.max.threads", "2");
    database.execute(
        "INSERT INTO item SELECT i, 'row', 1 FROM generate_series(1, " + ROWS + ") i",
        "CREATE TABLE keyless (n int)",
        "INSERT INTO keyless SELECT i FROM generate_series(1, 500) i");
  }

  @Test
  @Covers({75})
  void tablesAreReadWhileTheStreamWaitsAndItGoesOnBehindThem() {
    settings.put("snapshot.rows.per.second", "4000");
    try (RunningTask task = start()) {
      database.execute("UPDATE item SET name = 'before' WHERE id = 1");
      task.await(1);
      block(task, "a", List.of("public.item", "public.keyless"), Map.of());
      task.await("some rows", running -> running.data().size() > 300);
      database.execute(
          "UPDATE item SET name = 'meanwhile' WHERE id % 100 = 0",
          "DELETE FROM item WHERE id = 7", "INSERT INTO keyless VALUES (-1)");
      task.await("the end", RunningTask::hasAllAsked);
      List<Event> all = Event.of(task.await(1 + ROWS + 500 + ROWS / 100 + 3));

      assertThat(all).extracting(Event::position).isSorted().doesNotHaveDuplicates();
      List<Event> rows = all.subList(1, 1 + ROWS + 500);
      assertThat(rows).extracting(Event::op).containsOnly("r");
      assertThat(rows.stream().filter(event -> event.topic().endsWith(".item")))
          .extracting(event -> event.after().get("name"))
          .containsOnly("row", "before");
      assertThat(all.subList(1 + ROWS + 500, all.size())).extracting(Event::op).doesNotContain("r");
    }
  }

  @Test
  @Covers({75})
  void aConditionThatIsNoneEndsItsTableAndTheStreamLives() {
    try (RunningTask task = start()) {
      block(
          task,
          "a",
          List.of("public\\..*"),
          Map.of("public.item", "no such column", "public.keyless", "n > 490"));
      task.await("the end", RunningTask::hasAllAsked);
      // What is handed over is not yet what was polled.
      assertThat(Event.of(task.await(10)))
          .extracting(Event::topic)
          .containsOnly("t.public.keyless");
      assertThat(task.data()).hasSize(10);
      database.execute("UPDATE item SET price = 2 WHERE id = 5");
      assertThat(Event.of(task.await(11)).get(10).op()).isEqualTo("u");
    }
  }

  @Test
  @Covers({75})
  void aRowThatHasNoFormInEventsEndsItsTableAndTheStreamLives() {
    database.execute(
        "CREATE TABLE bad (id int PRIMARY KEY, n numeric)", "INSERT INTO bad VALUES (1, 'NaN')");
    try (RunningTask task = start()) {
      block(task, "a", List.of("public.bad", "public.keyless"), Map.of());
      task.await("the end", RunningTask::hasAllAsked);
      assertThat(Event.of(task.data())).extracting(Event::topic).containsOnly("t.public.keyless");
      database.execute("INSERT INTO keyless VALUES (-1)");
      assertThat(Event.of(task.await(501)).get(500).op()).isEqualTo("c");
    }
  }

  @Test
  @Covers({75})
  void whatIsRewrittenMeanwhileIsReadAgainAndARestartGoesOn() {
    settings.put("snapshot.rows.per.second", "500");
    RunningTask.Offsets own = new RunningTask.Offsets();
    try (RunningTask task = start(own)) {
      database.execute("UPDATE item SET name = 'before' WHERE id = 1");
      task.await(1);
      block(task, "a", List.of("public.item"), Map.of());
      task.await("some rows", running -> running.data().size() > 300);
      database.execute("ALTER TABLE item ALTER price TYPE double precision USING price + 1");
      task.await("more rows", running -> running.data().size() > 600);
      task.storeAll();
    }
    settings.remove("snapshot.rows.per.second");
    try (RunningTask task = start(own)) {
      task.await("the end", RunningTask::hasAllAsked);
      Map<Long, Object> prices = new HashMap<>();
      Event.of(task.data()).forEach(e -> prices.put(e.id(), e.after().get("price")));
      assertThat(prices).hasSize(ROWS);
      assertThat(prices.values()).containsOnly(2.0);
    }
  }

  @Test
  @Covers({75})
  void aTableThatIsRewrittenWhileTheStreamWaitsIsReadAgain() {
    assertThat(rewritten(new PostgresSourceTask(), "whole")).isEqualTo(ROWS);
    try (Mutant trusting =
        Mutant.of(
            "snapshot/CopyWorker.java", Map.of("return row.getInt(1) == 1;", "return true;"))) {
      long control = rewritten(trusting.task(), "control");
      assertThat(control).as("without a look at the file").isLessThan(ROWS);
      proof(
          "A table that is rewritten while a blocking request reads it is read again",
          "HaltedScenariosIT.aTableThatIsRewrittenWhileTheStreamWaitsIsReadAgain",
          ROWS + " rows, ALTER TYPE in the middle: each has its new value",
          "without a look at the file behind each chunk " + (ROWS - control) + " rows have not");
    }
  }

  /** How many rows have their new value, where all got one when the first had been read. */
  private long rewritten(SourceTask source, String table) {
    // So that a part of the table is still to be read then.
    settings.put("max.queue.size.in.bytes", "1048576");
    settings.put("slot.name", database.slot() + "_" + table);
    database.execute(
        "CREATE TABLE " + table + " (id int PRIMARY KEY, price numeric(10,2), t text)",
        "ALTER TABLE " + table + " ALTER t SET STORAGE PLAIN",
        "INSERT INTO "
            + table
            + " SELECT i, 1, repeat('x', 1000) FROM generate_series(1, "
            + ROWS
            + ") i");
    Turnstile turnstile = new Turnstile(100);
    try (RunningTask task = start(source, new RunningTask.Offsets(), turnstile)) {
      block(task, "a", List.of("public." + table), Map.of());
      turnstile.open(
          task,
          database,
          table,
          "ALTER TABLE " + table + " ALTER price TYPE numeric(10,2) USING price + 1");
      task.await("the end", RunningTask::hasAllAsked);
      database.execute("INSERT INTO keyless VALUES (-1)");
      task.await("the stream", running -> running.ended("keyless"));
      Map<Long, Object> prices = new HashMap<>();
      Event.of(task.data()).stream()
          .filter(event -> event.topic().endsWith("." + table))
          .forEach(event -> prices.put(event.id(), event.after().get("price")));
      return prices.values().stream().filter(price -> price.toString().equals("2.00")).count();
    }
  }

  @Test
  @Covers({75, 70})
  void oneThatIsStoppedLetsTheStreamGoOn() {
    settings.put("snapshot.rows.per.second", "500");
    try (RunningTask task = start()) {
      block(task, "a", List.of("public.item"), Map.of());
      task.await("some rows", running -> running.data().size() > 100);
      database.execute("INSERT INTO keyless VALUES (-1)");
      task.ask().stop(List.of());
      task.await("the stream", running -> running.ended("keyless"));
      assertThat(task.data().size()).isLessThan(ROWS);
    }
  }

  private static void block(
      RunningTask task, String id, List<String> tables, Map<String, String> conditions) {
    task.ask().request(id, "BLOCKING", tables, conditions);
  }
}
