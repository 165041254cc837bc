package io.walmirror.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.sink.fixture.History;
import io.walmirror.sink.fixture.RealRedis;
import io.walmirror.sink.fixture.RunningSink;
import io.walmirror.sink.fixture.Table;
import io.walmirror.sink.fixture.VersionMonitor;
import io.walmirror.stack.proof.Proof;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/**
 * Any number of consumers, each in order from some committed offset, interleaved in any way, leave
 * the same Redis. Run again with {@code -Dseed=…}.
 */
class RandomHistoriesIT {

  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final int HISTORIES = Integer.getInteger("histories", 250);

  @Test
  void everyInterleavingLeavesTheDumpOfTheInOrderRun() {
    try (RealRedis redis = RealRedis.start();
        VersionMonitor monitor = VersionMonitor.start(redis)) {
      int different = differentDumps(redis, "on", HISTORIES);
      assertThat(different).as("of %s histories, seed %s", HISTORIES, SEED).isZero();
      assertThat(monitor.violations()).as("seed %s", SEED).isEmpty();
      assertThat(monitor.writes()).isGreaterThan(HISTORIES);
      long writes = monitor.writes();
      int control = differentDumps(redis, "off", HISTORIES / 4);
      assertThat(control).as("control without fence, seed %s", SEED).isPositive();
      Proof.row(
          "Applying anything twice, late or from several consumers leaves the same Redis",
          "RandomHistoriesIT",
          HISTORIES + " histories of 1 to 3 keys by up to 4 interleaved consumers, dumps compared",
          SEED,
          "fence off: " + control + " of " + HISTORIES / 4 + " dumps differ");
      Proof.row(
          "A key's version never goes back",
          "RandomHistoriesIT",
          writes + " versioned writes seen through MONITOR",
          SEED,
          "a script that writes an older version is seen: " + control(redis));
    }
  }

  /** Whether the monitor sees it when a version does go back. */
  private static List<String> control(RealRedis redis) {
    redis.empty();
    try (VersionMonitor monitor = VersionMonitor.start(redis)) {
      for (int lsn : new int[] {20, 10}) {
        String version = Table.at(lsn).text() + "#00000000";
        String script = "return redis.call('HSET', KEYS[1], 'id', '1', '_v', ARGV[1])";
        redis.client().call("EVAL", script, "1", "orders:1", version);
      }
      assertThat(monitor.violations()).hasSize(1);
      return monitor.violations();
    }
  }

  private static int differentDumps(RealRedis redis, String fence, int histories) {
    Random random = new Random(SEED);
    int different = 0;
    for (int i = 0; i < histories; i++) {
      History history = History.random(random);
      SortedMap<String, String> inOrder;
      redis.empty();
      try (RunningSink sink = RunningSink.start(redis.uri(), "redis.fence", fence)) {
        sink.put(history.records());
        inOrder = redis.client().dump();
        if (fence.equals("on")) {
          history.rows().forEach((key, row) -> assertThat(redis.row(key)).isEqualTo(row));
          assertThat(redis.keys("orders:*")).hasSameSizeAs(history.rows().keySet());
        }
      }
      redis.empty();
      interleave(redis, history.records(), fence, random);
      if (!redis.client().dump().equals(inOrder)) {
        different++;
      }
    }
    return different;
  }

  /**
   * Consumers take turns. Each begins where some other has been, none is ever told that it was
   * given up; when one has reached the end, the others may go on for a while.
   */
  private static void interleave(
      RealRedis redis, List<SinkRecord> records, String fence, Random random) {
    List<RunningSink> sinks = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    int reached = 0;
    int extra = random.nextInt(6);
    try {
      while (reached < records.size() || extra-- > 0) {
        if (sinks.isEmpty() || (sinks.size() < 4 && random.nextInt(4) == 0)) {
          sinks.add(RunningSink.start(redis.uri(), "redis.fence", fence));
          places.add(random.nextInt(reached + 1));
        }
        int who = random.nextInt(sinks.size());
        int from = places.get(who);
        int to = Math.min(records.size(), from + 1 + random.nextInt(4));
        if (from < to) {
          sinks.get(who).put(records.subList(from, to));
          places.set(who, to);
          reached = Math.max(reached, to);
        }
      }
    } finally {
      sinks.forEach(RunningSink::close);
    }
  }
}
