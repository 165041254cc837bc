package io.walmirror.stack.up.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.stack.Part;
import io.walmirror.stack.Stack;
import io.walmirror.stack.StackOptions;
import io.walmirror.stack.resp.RespClient;
import io.walmirror.stack.server.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the check reads from a real PostgreSQL and a real Redis. */
class StoresIT {

  private static Stack stack;
  private Database database;
  private RespClient redis;
  private PostgresTables tables;
  private RedisKeyspaces keyspaces;

  @BeforeAll
  static void start() {
    stack = Stack.start(StackOptions.only(Part.POSTGRES, Part.REDIS));
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @BeforeEach
  void open() {
    database = stack.postgres().freshDatabase();
    redis = stack.redis().client();
    tables = new PostgresTables("public", database::connect);
    keyspaces = new RedisKeyspaces(stack.redis()::client, "_v");
  }

  @AfterEach
  void close() throws Exception {
    tables.close();
    keyspaces.close();
    redis.call("FLUSHALL");
    redis.close();
    database.close();
  }

  private static Row row(String... pairs) {
    Map<String, String> columns = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      columns.put(pairs[i], pairs[i + 1]);
    }
    return new Row.Present(columns);
  }

  @Test
  void valuesAreWhatPostgresqlPrintsAndNullIsNoColumn() throws Exception {
    database.execute(
        "SET TIME ZONE 'Asia/Tokyo'",
        "CREATE TABLE t (id bigint PRIMARY KEY, b boolean, n numeric(10,2), at timestamptz,"
            + " e text, missing text)",
        "INSERT INTO t VALUES (1, true, 12.5, '2026-01-01 00:00:00.25+00', '', NULL)");

    assertThat(tables.read("t", 10).byKey())
        .containsExactly(
            Map.entry(
                "1",
                row(
                    "id",
                    "1",
                    "b",
                    "true",
                    "n",
                    "12.50",
                    "at",
                    "2026-01-01 00:00:00.25+00",
                    "e",
                    "")));
  }

  @Test
  void aKeyHasItsColumnsInTheOrderOfThePrimaryKey() throws Exception {
    database.execute(
        "CREATE TABLE t (line integer, note text, \"order\" bigint, PRIMARY KEY (\"order\", line))",
        "INSERT INTO t VALUES (2, 'x', 7)");

    assertThat(tables.read("t", 10).byKey()).containsOnlyKeys("7:2");
    assertThat(tables.read("t", List.of("7:2", "7:3", "7", "7:2:9", "a:b")))
        .containsEntry("7:2", row("line", "2", "note", "x", "order", "7"))
        .containsEntry("7:3", new Row.Gone())
        .containsEntry("7", new Row.Gone())
        .containsEntry("7:2:9", new Row.Gone())
        .containsEntry("a:b", new Row.Gone());
  }

  @Test
  void aColumnThatWasAddedOrDroppedIsSeenAtOnce() throws Exception {
    database.execute(
        "CREATE TABLE t (id bigint PRIMARY KEY, old text)", "INSERT INTO t VALUES (1, 'x')");
    tables.read("t", 10);
    database.execute("ALTER TABLE t DROP old, ADD fresh text DEFAULT 'y'");

    assertThat(tables.read("t", 10).byKey()).containsEntry("1", row("id", "1", "fresh", "y"));
  }

  @Test
  void aTableThatIsTooLargeIsSampledWithItsNewestRows() throws Exception {
    database.execute(
        "CREATE TABLE t (id bigint PRIMARY KEY)",
        "INSERT INTO t SELECT generate_series(1, 20000)",
        "ANALYZE t");

    Tables.Rows rows = tables.read("t", 5000);

    assertThat(rows.count()).isEqualTo(20000);
    assertThat(rows.whole()).isFalse();
    assertThat(rows.byKey()).hasSizeBetween(500, 1000).containsKey("20000");
    assertThat(rows.byKey().keySet()).anyMatch(key -> Integer.parseInt(key) <= 19000);
  }

  @Test
  void keysAreTakenFromTheirOwnKeyspaceOnly() throws Exception {
    redis.call("HSET", "orders:1", "id", "1");
    redis.call("HSET", "orders:1:2", "id", "1");
    redis.call("HSET", "flat:orders:3", "id", "3");
    redis.call("HSET", "orders_old:4", "id", "4");
    redis.call("SET", "walmirror:1:v:x:orders:5", "p");
    redis.call("HSET", "o*ders:6", "id", "6");

    assertThat(keyspaces.keys("orders")).containsExactlyInAnyOrder("1", "1:2");
    assertThat(keyspaces.keys("flat:orders")).containsExactly("3");
    assertThat(keyspaces.keys("o*ders")).containsExactly("6");
  }

  @Test
  void aHashIsReadWithoutItsVersionAndWhateverIsNoHashIsSeen() throws Exception {
    redis.call("HSET", "t:1", "id", "1", "name", "Zoë", "_v", "p00");
    redis.call("HSET", "t:2", "_v", "p00");
    redis.call("SET", "t:3", "text");

    assertThat(keyspaces.held("t", List.of("1", "2", "3", "4")))
        .containsEntry("1", new Held.Hash(Map.of("id", "1", "name", "Zoë")))
        .containsEntry("2", new Held.Hash(Map.of()))
        .containsEntry("3", new Held.Other())
        .containsEntry("4", new Held.Nothing());
  }

  @Test
  void manyKeysAreReadInSeveralSteps() throws Exception {
    for (int i = 0; i < 1203; i++) {
      redis.call("HSET", "t:" + i, "id", "" + i);
    }
    List<String> keys = List.copyOf(keyspaces.keys("t"));

    assertThat(keys).hasSize(1203);
    assertThat(keyspaces.held("t", keys))
        .hasSize(1203)
        .allSatisfy((key, held) -> assertThat(held).isEqualTo(new Held.Hash(Map.of("id", key))));
  }

  @Test
  void aStoreThatIsAwaySaysSoAndIsReadAgainWhenItIsBack() throws Exception {
    redis.call("HSET", "t:1", "id", "1");
    assertThat(keyspaces.keys("t")).hasSize(1);
    stack.redis().kill();
    assertThatThrownBy(() -> keyspaces.keys("t"))
        .isInstanceOf(UnreadableException.class)
        .hasMessageContaining("Redis could not be read");
    stack.redis().start();
    redis = stack.redis().client();
    redis.call("HSET", "t:1", "id", "1");

    assertThat(keyspaces.keys("t")).hasSize(1);
  }

  @Test
  void theWholeCheckFindsWhatWasInjectedIntoRealStores() throws Exception {
    database.execute(
        "CREATE TABLE t (id bigint PRIMARY KEY, name text)",
        "INSERT INTO t VALUES (1, 'Ada'), (2, NULL), (3, 'x')");
    redis.call("HSET", "t:1", "id", "1", "name", "Ada", "_v", "p00");
    redis.call("HSET", "t:2", "id", "2", "name", "", "_v", "p00");
    redis.call("HSET", "t:9", "id", "9");
    // Its pauses are the only time there is, however slow the stores are.
    AtomicLong nanos = new AtomicLong();
    MirrorCheck check =
        new MirrorCheck(
            List.of(new MirrorCheck.Subject("t", List.of("t"))),
            tables,
            keyspaces,
            Duration.ofMillis(200),
            Clock.systemUTC(),
            nanos::get,
            pause -> nanos.addAndGet(pause.toNanos()));

    assertThat(check.run().line("t", "t").orElseThrow().differences())
        .containsExactlyInAnyOrder(
            new Difference.ExtraField("t:2", "name"),
            new Difference.MissingKey("t:3"),
            new Difference.ExtraKey("t:9"));
  }
}
