package io.walmirror.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.it.load.Load;
import io.walmirror.it.load.Seed;
import io.walmirror.it.mirror.Mirror;
import io.walmirror.it.mirror.Table;
import io.walmirror.it.scene.Await;
import io.walmirror.it.scene.RedisDatabase;
import io.walmirror.it.scene.Scene;
import io.walmirror.it.scene.SharedStack;
import io.walmirror.stack.Stack;
import io.walmirror.stack.proof.Proof;
import io.walmirror.stack.resp.RespClient;
import io.walmirror.stack.server.Connect;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Redis stops answering while changes go on: its worker keeps its partitions and its memory, and
 * Redis has everything soon after it goes on. {@code -Dfreeze.seconds=120} freezes it for longer.
 */
@ExtendWith(SharedStack.class)
class FrozenRedisIT {

  private static final Duration FREEZE =
      Duration.ofSeconds(Integer.getInteger("freeze.seconds", 20));
  private static final int CHANGES = 200;

  /** A steady load: how fast a backlog is worked off is not what is asked here. */
  private static final Duration PAUSE = Duration.ofMillis(200);

  private static final long MOST_GROWTH_BYTES = 64L << 20;

  @Test
  void aFrozenRedisIsWaitedForWithoutRebalanceAndWithFlatMemory(Stack stack) throws Exception {
    long seed = Seed.of(FrozenRedisIT.class);
    try (Scene scene = Scene.open(stack)) {
      List<Table> tables = Load.createTables(scene.database());
      scene.startSource("source", scene.source());
      RedisDatabase redis = scene.emptyRedis();
      Map<String, String> config = scene.sink(redis);
      // A worker that stands still for a moment stays in the group, and a sink that blocks does
      // not.
      config.put("consumer.override.session.timeout.ms", "45000");
      config.put("consumer.override.max.poll.interval.ms", "15000");
      String sink = scene.start("frozen", config);
      try (Load load = Load.open(scene.database(), seed)) {
        load.run(CHANGES);
        awaitMirror(scene, tables, redis);
        long lost = lost(stack.connect(), sink);
        long heap = liveHeap(stack.connect());
        int changes = freeze(stack, load);
        long grown = liveHeap(stack.connect()) - heap;
        stack.redis().resume();
        long resumed = System.nanoTime();
        awaitMirror(scene, tables, redis);
        long caughtUp = Duration.ofNanos(System.nanoTime() - resumed).toMillis();

        assertThat(scene.rest().status(sink).isRunning()).isTrue();
        assertThat(lost(stack.connect(), sink)).as("fell out of its group").isEqualTo(lost);
        assertThat(grown).as("live heap").isLessThan(MOST_GROWTH_BYTES);
        Proof.row(
            "A Redis that is frozen is waited for: no rebalance, flat memory, and all of it after",
            "FrozenRedisIT",
            String.format(
                "frozen for %d s during %d changes; live heap %+.1f MiB, no member fell out,"
                    + " equal to PostgreSQL %d ms after it went on",
                FREEZE.toSeconds(), changes, grown / 1048576.0, caughtUp),
            seed,
            "frozen, it answered nobody, and the mirror stood still");
      } finally {
        stack.redis().resume();
      }
    }
  }

  /** How many changes were committed while Redis was frozen. */
  private static int freeze(Stack stack, Load load) throws Exception {
    stack.redis().pause();
    int changes = 0;
    long end = System.nanoTime() + FREEZE.toNanos();
    while (System.nanoTime() < end) {
      load.run(CHANGES);
      changes += CHANGES;
      Thread.sleep(PAUSE.toMillis());
    }
    return changes;
  }

  private static void awaitMirror(Scene scene, List<Table> tables, RedisDatabase redis) {
    Mirror expected = Mirror.expected(scene.database(), tables);
    try (RespClient client = redis.client()) {
      Await.until(
          "Redis equals PostgreSQL",
          () -> Mirror.actual(client).equals(expected),
          () -> expected.differences(Mirror.actual(client)));
    }
  }

  /**
   * How often a consumer of the sink's group fell out of it: for being too slow, or for being taken
   * for dead. Topics that are found one after the other make members join again too, and say
   * nothing.
   */
  private static long lost(Connect worker, String sink) throws IOException {
    String group = "groupId=connect-" + sink + "]";
    try (var lines = Files.lines(worker.log().orElseThrow())) {
      return lines
          .filter(
              line -> line.contains(group) && line.contains("Resetting generation and member id"))
          .count();
    }
  }

  /** What is left in the worker's heap after a collection. */
  private static long liveHeap(Connect worker) throws IOException, InterruptedException {
    String pid = Long.toString(worker.pid().orElseThrow());
    jcmd(pid, "GC.run");
    String info = jcmd(pid, "GC.heap_info");
    Matcher used = Pattern.compile("used (\\d+)K").matcher(info);
    assertThat(used.find()).as(info).isTrue();
    return Long.parseLong(used.group(1)) << 10;
  }

  private static String jcmd(String pid, String command) throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process process =
        new ProcessBuilder(jcmd.toString(), pid, command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
