package io.walmirror.it.latency;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.it.scene.RedisDatabase;
import io.walmirror.it.scene.Scene;
import io.walmirror.stack.Stack;
import io.walmirror.stack.resp.RespClient;
import io.walmirror.stack.server.Database;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A table that was read on demand while changes were committed, and what that did to them.
 *
 * @param usualP99Millis of the changes during it, by windows
 * @param load of the machine meanwhile, by what the operating system says
 */
record Reading(
    int rows,
    double rowsPerSecond,
    Latency before,
    Latency during,
    double usualP99Millis,
    Latency after,
    InFront inFront,
    double load) {

  /** A worker that has just started compiles for a while, and is behind a fast writer. */
  private static final Duration WARM_UP =
      Duration.ofSeconds(Boolean.getBoolean("walmirror.crash.full") ? 30 : 3);

  /** How many rows are read on demand before that, because reading them is compiled too. */
  private static final int ROWS_OF_WARM_UP =
      Boolean.getBoolean("walmirror.crash.full") ? 60_000 : 0;

  private static final Duration APART =
      Duration.ofSeconds(Boolean.getBoolean("walmirror.crash.full") ? 15 : 3);
  private static final Duration WINDOW = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Duration SETTLES = Duration.ofSeconds(60);
  private static final int PARTITIONS = 3;
  private static final int CHECKED_AT_ONCE = 1_000;

  /** Reads so many rows while so many changes a second are committed. */
  static Reading of(Stack stack, Scene scene, int rows, int perSecond, int pace) {
    Database database = scene.database();
    int spread = rows / PacedChanges.ROWS_OF_EACH;
    fill(database, rows, spread);
    scene.startSource("source", source(scene, pace));
    RedisDatabase redis = scene.emptyRedis();
    Map<String, String> sink = scene.sink(redis);
    withoutSchemas(sink);
    scene.start("sink", sink);
    ChangeClock clock = new ChangeClock((int) (perSecond * LONGEST.toSeconds()));
    long warm;
    long begin;
    long end;
    long stop;
    double load;
    try (RespClient client = redis.client();
        RedisWatch watch = RedisWatch.start(redis, clock, spread)) {
      try (PacedChanges changes = PacedChanges.start(database, clock, perSecond, spread)) {
        await("all rows that change", changes, () -> count(client) >= PacedChanges.ROWS);
        if (ROWS_OF_WARM_UP > 0) {
          long warmedUp = count(client) + ROWS_OF_WARM_UP;
          ask(database, "warm_up");
          await("the rows of the warm-up", changes, () -> count(client) >= warmedUp);
        }
        sleep(WARM_UP);
        warm = System.nanoTime();
        sleep(APART);
        begin = System.nanoTime();
        ask(database, "item");
        // Those that change are there already.
        long all = count(client) + rows - PacedChanges.ROWS_OF_EACH;
        await("all rows", changes, () -> count(client) >= all);
        end = System.nanoTime();
        load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        sleep(APART);
        stop = System.nanoTime();
      }
      awaitEqual(client, database, rows);
      assertThat(watch.isWell()).isTrue();
    }
    return new Reading(
        rows,
        rows * 1e9 / (end - begin),
        clock.between(warm, begin),
        clock.between(begin, end),
        Latency.usualP99Millis(clock.windows(begin, end, WINDOW.toNanos())),
        clock.between(end, stop),
        InFront.read(stack.kafka().bootstrapServers(), scene.prefix() + ".public.item", PARTITIONS),
        load);
  }

  private static void fill(Database database, int rows, int spread) {
    database.execute(
        "CREATE TABLE item (id int PRIMARY KEY, change int NOT NULL, note text)",
        "CREATE TABLE other (id int PRIMARY KEY, change int NOT NULL)",
        "INSERT INTO item SELECT g, -1, 'row ' || md5(g::text) FROM generate_series(1, "
            + rows
            + ") g",
        "INSERT INTO other SELECT 1 + g * "
            + spread
            + ", -1 FROM generate_series(0, "
            + (PacedChanges.ROWS_OF_EACH - 1)
            + ") g",
        "CREATE TABLE warm_up (id int PRIMARY KEY, note text)",
        "INSERT INTO warm_up SELECT g, md5(g::text) FROM generate_series(1, "
            + ROWS_OF_WARM_UP
            + ") g",
        "VACUUM ANALYZE item");
  }

  private static Map<String, String> source(Scene scene, int pace) {
    Map<String, String> config = scene.source();
    withoutSchemas(config);
    config.put("signal.enabled.channels", "message");
    config.put("snapshot.rows.per.second", Integer.toString(pace));
    config.put("topic.creation.default.partitions", Integer.toString(PARTITIONS));
    config.put("topic.creation.default.message.timestamp.type", "LogAppendTime");
    return config;
  }

  private static void withoutSchemas(Map<String, String> config) {
    config.put("key.converter.schemas.enable", "false");
    config.put("value.converter.schemas.enable", "false");
  }

  private static void ask(Database database, String table) {
    database.execute(
        "SELECT pg_logical_emit_message(false, 'walmirror-signal', '{\"id\": \""
            + table
            + "\", \"type\": \"execute-snapshot\", \"data\": {\"data-collections\": [\"public."
            + table
            + "\"]}}')");
  }

  private static long count(RespClient client) {
    return client.number("DBSIZE");
  }

  /** Every row is in Redis as PostgreSQL has it. */
  private static void awaitEqual(RespClient client, Database database, int rows) {
    long limit = System.nanoTime() + SETTLES.toNanos();
    long wrong = wrong(client, database, rows);
    while (wrong > 0) {
      assertThat(System.nanoTime()).as("%d rows differ", wrong).isLessThan(limit);
      sleep(PAUSE);
      wrong = wrong(client, database, rows);
    }
  }

  private static long wrong(RespClient client, Database database, int rows) {
    long wrong = 0;
    List<List<String>> truth = database.rows("SELECT id, change, note FROM item ORDER BY id");
    assertThat(truth).hasSize(rows);
    for (int from = 0; from < rows; from += CHECKED_AT_ONCE) {
      List<List<String>> some = truth.subList(from, Math.min(rows, from + CHECKED_AT_ONCE));
      List<String[]> looks = new ArrayList<>();
      some.forEach(
          row -> looks.add(new String[] {"HMGET", "item:" + row.get(0), "change", "note"}));
      List<Object> found = client.pipeline(looks);
      for (int i = 0; i < some.size(); i++) {
        wrong += found.get(i).equals(some.get(i).subList(1, 3)) ? 0 : 1;
      }
    }
    return wrong;
  }

  /** What is waited for while changes go on. */
  private interface Condition {
    boolean holds();
  }

  private static void await(String what, PacedChanges changes, Condition condition) {
    long limit = System.nanoTime() + LONGEST.minus(APART).toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("no end: %s", what).isLessThan(limit);
      assertThat(changes.failure()).isNull();
      sleep(PAUSE);
    }
  }

  private static void sleep(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  @Override
  public String toString() {
    return String.format(
        "%d rows on demand, %.0f rows/s; commit to Redis before: %s; during: %s, of the"
            + " usual 10 seconds %.1f; after: %s; %s;"
            + " load of the machine %.1f",
        rows, rowsPerSecond, before, during, usualP99Millis, after, inFront, load);
  }
}
