package io.walmirror.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.walmirror.it.mirror.Mirror;
import io.walmirror.it.mirror.Table;
import io.walmirror.it.scene.Await;
import io.walmirror.it.scene.Plugins;
import io.walmirror.it.scene.RedisDatabase;
import io.walmirror.it.scene.Scene;
import io.walmirror.it.scene.SharedStack;
import io.walmirror.stack.Stack;
import io.walmirror.stack.embedded.ConnectWorker;
import io.walmirror.stack.process.Workspace;
import io.walmirror.stack.proof.Proof;
import io.walmirror.stack.resp.RespClient;
import io.walmirror.stack.server.Connect;
import io.walmirror.stack.server.ConnectOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The slot is lost, and nobody reads the log while rows are inserted, changed and deleted: a new
 * generation reads all rows, and what is not among them leaves Redis. A sink that does not read the
 * control topic is the control.
 */
@ExtendWith(SharedStack.class)
class ResyncIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int ROWS = 6_000;
  private static final Table ACCOUNT =
      new Table("account", List.of("id", "balance", "note"), List.of("id"));
  private static final Table AGAIN = new Table("again", List.of("id"), List.of("id"));
  private static final Table DROPPED = new Table("dropped", List.of("id"), List.of("id"));
  private static final List<Table> LEFT = List.of(ACCOUNT, AGAIN);

  private static Stack stack;

  @BeforeAll
  static void take(Stack shared) {
    stack = shared;
  }

  /** What stands where the history broke. */
  private interface Breaking {
    void whileRowsAreReadAgain(Scene scene, String source);
  }

  @Test
  void whatWasDeletedWhileTheSlotWasGoneLeavesRedis() {
    try (Scene scene = Scene.open(stack)) {
      int extra =
          resynced(
              scene, Map.of("resync", "true"), (any, source) -> assertThat(source).isNotBlank());
      proof("whatWasDeletedWhileTheSlotWasGoneLeavesRedis", "resync=true", extra);
    }
  }

  @Test
  void whatWasDeletedLeavesRedisThoughTheWorkerIsKilledWhileRowsAreReadAgain() {
    try (Scene scene = Scene.open(stack)) {
      Map<String, String> slowly =
          Map.of(
              "snapshot.mode", "when_needed",
              "snapshot.rows.per.second", "700",
              "snapshot.chunk.bytes", "65536");
      int extra =
          resynced(
              scene,
              slowly,
              (own, source) -> {
                Await.until(
                    "a part of the rows read again",
                    () -> inTheMiddle(own, source),
                    () -> own.rest().offsets(source).toString());
                stack.connect().kill();
                own.database().execute("UPDATE account SET balance = -2 WHERE id % 50 = 1");
                stack.connect().start();
              });
      proof(
          "whatWasDeletedLeavesRedisThoughTheWorkerIsKilledWhileRowsAreReadAgain",
          "snapshot.mode=when_needed, kill -9 of the worker in the middle of the snapshot",
          extra);
    }
  }

  @Test
  void withExactlyOnceSupportItIsTheSame() {
    try (Workspace workspace = Workspace.open()) {
      ConnectOptions options =
          ConnectOptions.defaults()
              .withPlugins(Plugins.single())
              .withSetting("group.id", "exactly-once")
              .withSetting("config.storage.topic", "exactly-once-config")
              .withSetting("offset.storage.topic", "exactly-once-offset")
              .withSetting("status.storage.topic", "exactly-once-status")
              .withSetting("exactly.once.source.support", "enabled");
      Connect worker =
          ConnectWorker.start(workspace, "exactly-once", options, stack.kafka().bootstrapServers());
      try (Scene scene = Scene.open(stack, worker.rest())) {
        int extra =
            resynced(
                scene,
                Map.of("resync", "true", "exactly.once.support", "required"),
                (any, source) -> assertThat(source).isNotBlank());
        proof("withExactlyOnceSupportItIsTheSame", "exactly.once.source.support=enabled", extra);
      } finally {
        worker.close();
      }
    }
  }

  /** Mirrors, loses the slot, changes rows, resyncs; how many keys stay that nobody sweeps. */
  private static int resynced(Scene scene, Map<String, String> settings, Breaking breaking) {
    RedisDatabase swept = scene.emptyRedis();
    RedisDatabase unswept = scene.emptyRedis();
    fill(scene);
    Map<String, String> config = scene.source();
    config.put("snapshot.mode", "initial");
    String source = scene.startSource("source", config);
    scene.start("swept", scene.sink(swept));
    Map<String, String> without = scene.sink(unswept);
    without.put("topics.regex", scene.prefix() + "\\..*");
    scene.start("unswept", without);
    Mirror before = Mirror.expected(scene.database(), List.of(ACCOUNT, AGAIN, DROPPED));
    try (RespClient one = swept.client();
        RespClient other = unswept.client()) {
      await("the first snapshot", one, before);
      await("the first snapshot without sweeps", other, before);

      scene.rest().stop(source, LIMIT);
      changeWhileNobodyReads(scene);
      config.putAll(settings);
      scene.rest().put(source, config);
      scene.rest().resume(source);
      breaking.whileRowsAreReadAgain(scene, source);

      Mirror after = withDropped(before, Mirror.expected(scene.database(), LEFT));
      await("the resync", one, after);
      Await.until(
          "the last row without sweeps",
          () -> Mirror.actual(other).hashes().containsKey("account:" + (ROWS + 500)));
      scene.database().execute("INSERT INTO again VALUES (77)");
      Await.until(
          "the stream without sweeps", () -> Mirror.actual(other).hashes().containsKey("again:77"));
      int extra = Mirror.actual(other).hashes().size() - after.hashes().size() - 1;
      assertThat(extra).as("control: keys of rows that are gone, without a sweep").isPositive();
      return extra;
    }
  }

  private static void fill(Scene scene) {
    scene
        .database()
        .execute(
            "CREATE TABLE account (id int PRIMARY KEY, balance int, note text)",
            "CREATE TABLE again (id int PRIMARY KEY)",
            "CREATE TABLE dropped (id int PRIMARY KEY)",
            "INSERT INTO account SELECT g, 100, repeat('n', 60) FROM generate_series(1, "
                + ROWS
                + ") g",
            "INSERT INTO again SELECT generate_series(1, 20)",
            "INSERT INTO dropped SELECT generate_series(1, 20)",
            "ANALYZE account");
  }

  private static void changeWhileNobodyReads(Scene scene) {
    scene.database().releaseSlots();
    scene
        .database()
        .execute(
            "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE database"
                + " = current_database()",
            "DELETE FROM account WHERE id % 5 = 0",
            "UPDATE account SET balance = -1, note = NULL WHERE id % 7 = 0",
            "INSERT INTO account SELECT g, 1, 'new' FROM generate_series("
                + (ROWS + 1)
                + ", "
                + (ROWS + 500)
                + ") g",
            "DROP TABLE dropped",
            "DROP TABLE again",
            "CREATE TABLE again (id int PRIMARY KEY)",
            "INSERT INTO again VALUES (3), (33)");
  }

  /** Nothing tells that a table was dropped: its keys stay, as they do in the stream. */
  private static Mirror withDropped(Mirror before, Mirror after) {
    SortedMap<String, SortedMap<String, String>> hashes = new TreeMap<>(after.hashes());
    before
        .hashes()
        .forEach(
            (key, fields) -> {
              if (key.startsWith("dropped:")) {
                hashes.put(key, fields);
              }
            });
    return new Mirror(hashes);
  }

  private static void await(String what, RespClient redis, Mirror expected) {
    Await.until(
        what + " is mirrored",
        () -> Mirror.actual(redis).equals(expected),
        () -> expected.differences(Mirror.actual(redis)));
  }

  /** True while some chunks of the table are stored as done and others are not. */
  private static boolean inTheMiddle(Scene scene, String source) {
    return done(scene.rest().offsets(source), "public.account")
        .filter(done -> !done.isEmpty() && !done.equals("*"))
        .isPresent();
  }

  private static Optional<String> done(JsonNode offsets, String table) {
    return StreamSupport.stream(offsets.path("offsets").spliterator(), false)
        .filter(each -> each.path("partition").path("snapshot").asText().equals(table))
        .map(each -> each.path("offset").path("wm_done").asText())
        .findFirst();
  }

  private static void proof(String test, String did, int extra) {
    Proof.row(
        "After a resync Redis equals PostgreSQL: keys of rows that were deleted meanwhile are gone",
        "ResyncIT." + test,
        did
            + ": the slot dropped, of "
            + ROWS
            + " rows a fifth deleted, a seventh changed, 500 new",
        "a sink without the control topic keeps " + extra + " keys of rows that are gone");
  }
}
