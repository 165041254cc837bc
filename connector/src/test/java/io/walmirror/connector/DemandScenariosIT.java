package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that are read on demand, while changes are streamed. */
class DemandScenariosIT extends Scenarios {

  private static final int ROWS = 95;

  @BeforeEach
  void readInSmallRanges() {
    settings.put("incremental.snapshot.chunk.size", "10");
    database.execute(
        "INSERT INTO item SELECT i, 'row ' || i, i FROM generate_series(1, " + ROWS + ") i",
        "CREATE TABLE other (id int PRIMARY KEY)",
        "INSERT INTO other VALUES (1), (2)");
  }

  @Test
  @Covers({68})
  void rowsThatAreThereComeBetweenChangesAndTheStreamGoesOn() {
    try (RunningTask task = start()) {
      task.ask().request("a", List.of("public.item"), Map.of());
      List<Event> rows = Event.of(task.await(ROWS));
      task.await("the end", RunningTask::hasAllAsked);
      database.execute("UPDATE item SET price = 7 WHERE id = 2", "DELETE FROM item WHERE id = 3");
      List<Event> all = Event.of(task.await(ROWS + 3));

      assertThat(rows).extracting(Event::op).containsOnly("r");
      assertThat(rows).extracting(Event::id).doesNotHaveDuplicates().hasSize(ROWS);
      assertThat(rows.get(4).after().get("name")).isEqualTo("row 5");
      assertThat(rows.get(0).source().getString("snapshot")).isEqualTo("incremental");
      assertThat(rows.get(0).source().get("lsn")).isNull();
      assertThat(rows.get(0).source().get("txId")).isNull();
      assertThat(all.subList(ROWS, ROWS + 3)).extracting(Event::op).containsExactly("u", "d", "-");
      assertThat(all).extracting(Event::position).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  @Covers({70, 71})
  void severalRequestsAreReadOneAfterTheOtherAndTheSameTableTwice() {
    try (RunningTask task = start()) {
      task.ask().request("a", List.of("public\\.i.*"), Map.of());
      task.ask()
          .request(
              "b", List.of("PUBLIC.ITEM", "public.other"), Map.of("public.item", "price > 90"));
      task.ask().request("b", List.of("public.item"), Map.of());
      task.await("the end", RunningTask::hasAllAsked);
      List<Event> events = Event.of(task.data());
      assertThat(events.subList(0, ROWS)).extracting(Event::id).doesNotHaveDuplicates();
      assertThat(events.subList(ROWS, ROWS + 5))
          .extracting(Event::id)
          .containsExactly(91L, 92L, 93L, 94L, 95L);
      assertThat(events.subList(ROWS + 5, ROWS + 7))
          .extracting(Event::topic)
          .containsOnly("t.public.other");
      assertThat(events).hasSize(ROWS + 7);
      assertThat(events).extracting(Event::position).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  @Covers({70, 71})
  void whatCannotBeReadIsLeftOutAndTheRestIsRead() {
    database.execute(
        "CREATE TABLE keyless (n int)",
        "INSERT INTO keyless VALUES (1)",
        "CREATE TABLE loose (n int UNIQUE)",
        "INSERT INTO loose VALUES (1)");
    try (RunningTask task = start()) {
      task.ask()
          .request(
              "a",
              List.of(
                  "public.keyless", "public.loose", "public.nothing", "public.(", "public.item"),
              Map.of());
      task.ask().request("b", List.of("public.other"), Map.of("public.other", "no such column"));
      task.ask().request("c", List.of("public.other"), Map.of("public.other", "id = 2 -- or 1"));
      task.await("the end", RunningTask::hasAllAsked);
      List<Event> events = Event.of(task.data());
      assertThat(events).hasSize(ROWS + 1);
      assertThat(events.get(ROWS).id()).isEqualTo(2L);
      database.execute("INSERT INTO keyless VALUES (2)");
      assertThat(Event.of(task.await(ROWS + 2)).get(ROWS + 1).op()).isEqualTo("c");
    }
  }

  @Test
  @Covers({70})
  void pausingResumingAndStoppingTakeEffectBetweenRanges() {
    settings.put("snapshot.rows.per.second", "200");
    // More than are read while this runs.
    int rows = ROWS + 2_000;
    database.execute("INSERT INTO item SELECT i, 'more', i FROM generate_series(2001, 4000) i");
    try (RunningTask task = start()) {
      task.ask().request("a", List.of("public.item"), Map.of());
      task.await("some rows", running -> running.data().size() > 10);
      task.ask().pause();
      task.await("the pause", running -> pausedIsSaid(running));
      int then = task.data().size();
      assertThat(then).isLessThan(rows);
      database.execute("INSERT INTO item VALUES (1000, 'while it rests', 1)");
      task.await("the change", running -> running.data().size() == then + 1);
      task.ask().resume();
      task.ask().request("b", List.of("public.other"), Map.of());
      task.await("more rows", running -> running.data().size() > then + 20);
      task.ask().stop(List.of("public.item"));
      task.await("the end", RunningTask::hasAllAsked);
      List<Event> events = Event.of(task.data());
      assertThat(events.stream().filter(event -> event.topic().endsWith(".item")).count())
          .isLessThan(rows);
      assertThat(events.stream().filter(event -> event.topic().endsWith(".other"))).hasSize(2);
      task.ask().request("c", List.of("public.item"), Map.of());
      task.ask().stop(List.of());
      assertThat(task.ask().done()).isTrue();
    }
  }

  /** True once the pause is said in what is stored: nothing is read any more. */
  private static boolean pausedIsSaid(RunningTask task) {
    return task.all().stream()
        .anyMatch(record -> Boolean.TRUE.equals(record.sourceOffset().get("wm_paused")));
  }

  @Test
  @Covers({72, 86, 5})
  void keysOfEveryKindAreReadInTheirOrder() {
    settings.put("decimal.handling.mode", "string");
    settings.put("time.precision.mode", "structured");
    database.execute(
        "CREATE TYPE \"Mood\" AS ENUM ('sad', 'ok', 'happy')",
        "CREATE TABLE \"Quo\"\"ted\" (\"I'd\\\" text PRIMARY KEY, v int)",
        "INSERT INTO \"Quo\"\"ted\" SELECT CASE i % 3 WHEN 0 THEN 'a''b' WHEN 1 THEN 'c\\d' ELSE"
            + " '\u00fc' END || i, i FROM generate_series(1, 35) i",
        "CREATE TABLE four (a int, b text, c numeric, d \"Mood\", v int, PRIMARY KEY (c, b, a, d))",
        "INSERT INTO four SELECT i % 3, 't' || i % 5, CASE WHEN i % 7 = 0 THEN 'NaN' ELSE i / 7.0"
            + " END, (enum_range(NULL::\"Mood\"))[1 + i % 3], i FROM generate_series(1, 40) i ON"
            + " CONFLICT DO NOTHING",
        "CREATE TABLE timed (at timestamptz, day date, g int GENERATED ALWAYS AS (5) STORED, b"
            + " bytea, u uuid, PRIMARY KEY (at, day, b, u))",
        "INSERT INTO timed (at, day, b, u) SELECT '2020-01-01Z'::timestamptz + i * interval '1.5"
            + " s', '2020-01-01'::date + i % 2, decode(lpad(to_hex(i), 4, '0'), 'hex'),"
            + " lpad(i::text, 32, '0')::uuid FROM generate_series(1, 35) i",
        "CREATE TABLE spans (w timetz, s interval, v int, PRIMARY KEY (s, w))",
        "INSERT INTO spans SELECT '12:00+02'::timetz + i * interval '1.5 s', make_interval("
            + "months => i % 5 - 2, days => 1 - i % 3, secs => i * 1.5 - 20), i"
            + " FROM generate_series(1, 35) i",
        "CREATE TABLE uniq (a char(5) NOT NULL, b float8 NOT NULL, UNIQUE (b, a) INCLUDE (a))",
        "ALTER TABLE uniq REPLICA IDENTITY FULL",
        "INSERT INTO uniq SELECT 'x' || i % 2, CASE WHEN i = 7 THEN 'Infinity' ELSE i / 3.0 END"
            + " FROM generate_series(1, 35) i");
    try (RunningTask task = start()) {
      task.ask()
          .request(
              "a",
              List.of(
                  "public.four", "public.timed", "public.spans", "public.uniq", "public.Quo\"ted"),
              Map.of());
      task.await("the end", RunningTask::hasAllAsked);
      for (String table : List.of("four", "timed", "spans", "uniq", "\"Quo\"\"ted\"")) {
        long count = Long.parseLong(database.value("SELECT count(*) FROM " + table));
        String topic = table.startsWith("\"") ? "t.public.Quo_ted" : "t.public." + table;
        List<Event> rows =
            Event.of(task.data()).stream().filter(event -> event.topic().equals(topic)).toList();
        Set<Object> keys = rows.stream().map(Event::key).collect(Collectors.toSet());
        assertThat(rows).as(table).hasSize((int) count);
        assertThat(keys).as(table).hasSize((int) count);
      }
    }
  }

  @Test
  @Covers({71})
  void aRowThatHasNoFormInEventsEndsItsTableAndNothingElse() {
    database.execute(
        "CREATE TABLE bad (id int PRIMARY KEY, n numeric)", "INSERT INTO bad VALUES (1, 'NaN')");
    try (RunningTask task = start()) {
      task.ask().request("a", List.of("public.bad", "public.other"), Map.of());
      task.await("the end", RunningTask::hasAllAsked);
      assertThat(Event.of(task.data())).extracting(Event::topic).containsOnly("t.public.other");
      database.execute("INSERT INTO item VALUES (1000, 'goes on', 1)");
      assertThat(Event.of(task.await(3)).get(2).id()).isEqualTo(1000);
    }
  }

  @Test
  @Covers({72})
  void partitionsAreReadUnderTheNameByWhichTheyArePublished() {
    database.execute(
        "CREATE TABLE part (id int, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day)",
        "CREATE TABLE part_a PARTITION OF part FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')",
        "CREATE TABLE part_b PARTITION OF part FOR VALUES FROM ('2021-01-01') TO ('2022-01-01')",
        "INSERT INTO part SELECT i, '2020-06-01'::date + 10 * i FROM generate_series(1, 50) i");
    try (RunningTask task = start()) {
      task.ask().request("a", List.of("public.part.*"), Map.of());
      task.await("the end", RunningTask::hasAllAsked);
      Set<String> topics =
          Event.of(task.data()).stream().map(Event::topic).collect(Collectors.toSet());
      assertThat(task.data()).hasSize(50);
      assertThat(topics).containsExactlyInAnyOrder("t.public.part_a", "t.public.part_b");
    }
    database.execute(
        "ALTER PUBLICATION " + database.publication() + " SET (publish_via_partition_root = true)");
    offsets.all().keySet().forEach(partition -> offsets.set(partition, Map.of()));
    database.releaseSlots();
    database.execute("SELECT pg_drop_replication_slot('" + settings.get("slot.name") + "')");
    try (RunningTask task = start(new RunningTask.Offsets())) {
      task.ask().request("a", List.of("public.part"), Map.of());
      task.await("the end", RunningTask::hasAllAsked);
      assertThat(task.data()).hasSize(50);
      assertThat(Event.of(task.data())).extracting(Event::topic).containsOnly("t.public.part");
    }
  }
}
