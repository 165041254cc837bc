package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    settings.put("snapshot.rows.per.second", "2000");
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
    try (RunningTask task = start(own)) {
      task.await("the end", RunningTask::hasAllAsked);
      Map<Long, Object> prices = new HashMap<>();
      Event.of(task.data()).forEach(e -> prices.put(e.id(), e.after().get("price")));
      assertThat(prices).hasSize(ROWS);
      assertThat(prices.values()).containsOnly(2.0);
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
