package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.envelope.HeaderNames;
import io.walmirror.stack.server.Database;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.connect.source.SourceTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A key that moves takes its large values with it, although they are not in the stream. */
class MovedKeyIT extends Scenarios {

  private static final String PLACEHOLDER = "__debezium_unavailable_value";
  private static final String LARGE =
      "(SELECT string_agg(md5(g::text), E'\\\\ü') FROM generate_series(1, 300) g)";

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  @Covers(33)
  void theCreateOfAMovedKeyHasTheValuesThatDidNotChange(String binary) {
    settings.put("binary", binary);
    createDocuments();
    try (RunningTask task = start()) {
      database.execute(
          "INSERT INTO doc SELECT 1, 'k', 1.50, "
              + LARGE
              + ", convert_to("
              + LARGE
              + ", 'utf8'), 1",
          "UPDATE doc SET id = 2",
          "UPDATE doc SET n = 2");
      List<Event> events = Event.of(task.await(5));

      assertThat(events).extracting(Event::op).containsExactly("c", "d", "-", "c", "u");
      Event created = events.get(3);
      assertThat(created.after().getString("body"))
          .isEqualTo(value("body"))
          .hasSizeGreaterThan(9000);
      assertThat(created.after().getBytes("raw"))
          .isEqualTo(events.get(0).after().getBytes("raw"))
          .hasSizeGreaterThan(9000);
      assertThat(created.header(HeaderNames.UNCHANGED)).isNull();
      // What stays under its key is not asked for.
      assertThat(events.get(4).after().getString("body")).isEqualTo(PLACEHOLDER);
      assertThat(events.get(4).header(HeaderNames.UNCHANGED)).isEqualTo("u+body+raw");
    }
  }

  @Test
  @Covers(33)
  void aRowThatHasGoneOnSinceIsCompleteAtItsLastKey() {
    createDocuments();
    createSlot();
    database.execute(
        "INSERT INTO doc SELECT 1, 'k', 1.50, " + LARGE + ", '', 1",
        "UPDATE doc SET id = 2",
        "UPDATE doc SET id = 3",
        "INSERT INTO doc SELECT 7, 'k', 1.50, " + LARGE + ", '', 1",
        "UPDATE doc SET id = 8 WHERE id = 7",
        "DELETE FROM doc WHERE id = 8");
    try (RunningTask task = start()) {
      List<Event> events = Event.of(task.await(13));

      Event passed = events.get(3);
      assertThat(passed.id()).isEqualTo(2);
      assertThat(passed.after().getString("body")).isEqualTo(PLACEHOLDER);
      assertThat(passed.header(HeaderNames.UNCHANGED)).isEqualTo("u+body");
      Event last = events.get(6);
      assertThat(last.id()).isEqualTo(3);
      assertThat(last.after().getString("body")).isEqualTo(value("body"));
      assertThat(last.header(HeaderNames.UNCHANGED)).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource({"true, adaptive", "false, adaptive", "true, isostring", "true, structured"})
  @Covers(33)
  void aRowWhoseKeyIsOfDatesAndTimesIsFoundByThem(String binary, String times) {
    settings.put("binary", binary);
    settings.put("time.precision.mode", times);
    settings.put("decimal.handling.mode", "double");
    database.execute(
        "CREATE DOMAIN day AS date",
        "CREATE TABLE event (d day, t time(3), m timestamp, z timestamptz, n numeric(15,1), u uuid,"
            + " body text, PRIMARY KEY (d, t, m, z, n, u))",
        "ALTER TABLE event ALTER body SET STORAGE EXTERNAL");
    try (RunningTask task = start()) {
      database.execute(
          "INSERT INTO event SELECT '0044-03-15 BC', '01:02:03.5', '2026-11-21 01:02:03.456789',"
              + " '2026-11-21 01:02:03.5+02', 12345678901234.5, gen_random_uuid(), "
              + LARGE,
          "UPDATE event SET d = 'infinity', t = '24:00', z = '1969-12-31 23:59:59.999999+00'");
      List<Event> events = Event.of(task.await(4));
      assertThat(events.get(3).op()).isEqualTo("c");
      assertThat(events.get(3).header(HeaderNames.UNCHANGED)).isNull();
      assertThat(events.get(3).after().getString("body"))
          .isEqualTo(database.value("SELECT body FROM event"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  @Covers(33)
  void aRowWhoseKeyIsOfIntervalsAndTimesWithAZoneIsFoundByThem(String binary) {
    settings.put("binary", binary);
    settings.put("time.precision.mode", "structured");
    database.execute(
        "CREATE TYPE both_of_them AS (s interval, w timetz)",
        "CREATE TABLE span (s interval, w timetz, body text, c both_of_them, PRIMARY KEY (s, w))",
        "ALTER TABLE span ALTER body SET STORAGE EXTERNAL");
    List<String> keys =
        List.of(
            "'0', '00:00:00+00'",
            "'1 year 1 mon 1 day 00:00:01', '12:00:00.5+02'",
            "'-2 years -3 mons +4 days -05:06:07.89', '23:59:59.999999-05:30'",
            "'1 mon -1 day +123456:00:00.000001', '24:00:00+14:15:16'",
            "'-00:00:00.1', '01:02:03-15:59'");
    try (RunningTask task = start()) {
      for (String key : keys) {
        database.execute(
            "DELETE FROM span",
            "INSERT INTO span SELECT '7 days', '07:00+07', " + LARGE,
            "UPDATE span SET (s, w, c) = (" + key + ", (" + key + ")::both_of_them)");
        String body = database.value("SELECT body FROM span");
        task.await("the create", running -> created(running) == 2L * (keys.indexOf(key) + 1));
        Event last = Event.of(task.data()).get(task.data().size() - 1);
        assertThat(last.op()).isEqualTo("c");
        assertThat(last.header(HeaderNames.UNCHANGED)).as(key).isNull();
        assertThat(last.after().getString("body")).as(key).isEqualTo(body);
        assertThat(last.after().getString("c")).isEqualTo(database.value("SELECT c FROM span"));
      }
    }
  }

  @Test
  @Covers(33)
  void aMoveThatIsStreamedBeforeItCanBeSeenIsWaitedFor() {
    Event created = movedInLimbo(database, new PostgresSourceTask(), true);
    assertThat(created.header(HeaderNames.UNCHANGED)).isNull();
    assertThat(created.after().getString("body")).isEqualTo(value("body"));

    Event hasty;
    try (Database own = database.server().freshDatabase();
        Mutant mutant =
            Mutant.of(
                "catalog/CommitSight.java",
                Map.of("boolean seen = snapshot == null", "boolean seen = snapshot != null"))) {
      hasty = movedInLimbo(own, mutant.task(), false);
    }
    assertThat(hasty.header(HeaderNames.UNCHANGED)).isEqualTo("u+body");
    proof(
        "A key that moves takes its large values along, however late its commit can be seen",
        "MovedKeyIT.aMoveThatIsStreamedBeforeItCanBeSeenIsWaitedFor",
        "a move whose commit is streamed while it waits for a standby that is absent",
        "looked for at once: the row is not found, and its new key never gets them");
  }

  /** The create of a move that no query sees at first; {@code waits} if it comes afterwards. */
  private static Event movedInLimbo(Database own, SourceTask source, boolean waits) {
    // Only what is to hang waits for the standby that is not there.
    own.execute("ALTER DATABASE " + own.name() + " SET synchronous_commit = 'local'");
    createDocuments(own);
    Map<String, String> map = RunningTask.settings(own);
    try (RunningTask task = RunningTask.start(source, map, new RunningTask.Offsets())) {
      task.await("slot", running -> streams(own, own.slot()));
      own.execute("INSERT INTO doc SELECT 1, 'k', 1.50, " + LARGE + ", '', 1");
      task.await(1);
      try (Limbo limbo = Limbo.of(own, "UPDATE doc SET id = 2")) {
        own.execute("INSERT INTO doc (id, kind, price) VALUES (3, 'k', 2)");
        if (waits) {
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
          assertThat(task.data()).hasSize(1);
        } else {
          task.await(4);
        }
        assertThat(limbo.hangs()).isTrue();
      }
      return Event.of(task.await(5)).get(3);
    }
  }

  private static long created(RunningTask task) {
    return Event.of(task.data()).stream().filter(event -> event.isOp("c")).count();
  }

  @Test
  void aTableThatIsGoneOrMayNotBeReadStopsNothing() {
    createDocuments();
    createSlot();
    database.execute(
        "INSERT INTO doc SELECT 1, 'k', 1.50, " + LARGE + ", '', 1",
        "UPDATE doc SET id = 2",
        "DROP TABLE doc",
        "INSERT INTO item VALUES (1, 'after', 1)");
    try (RunningTask task = start()) {
      List<Event> events = Event.of(task.await(5));

      assertThat(events.get(3).header(HeaderNames.UNCHANGED)).isEqualTo("u+body");
      assertThat(events.get(4).topic()).isEqualTo("t.public.item");
    }
  }

  private void createDocuments() {
    createDocuments(database);
  }

  private static void createDocuments(Database own) {
    own.execute(
        "CREATE TABLE doc (id int, kind varchar(5), price numeric(9,2), body text, raw bytea, n"
            + " int, PRIMARY KEY (price, id, kind))",
        "ALTER TABLE doc ALTER body SET STORAGE EXTERNAL, ALTER raw SET STORAGE EXTERNAL");
  }

  private String value(String column) {
    return database.value("SELECT " + column + " FROM doc ORDER BY id LIMIT 1");
  }
}
