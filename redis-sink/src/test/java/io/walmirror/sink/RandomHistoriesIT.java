package io.walmirror.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.sink.fixture.Dump;
import io.walmirror.sink.fixture.EmulatedJson;
import io.walmirror.sink.fixture.History;
import io.walmirror.sink.fixture.History.Delivery;
import io.walmirror.sink.fixture.History.Kind;
import io.walmirror.sink.fixture.RealRedis;
import io.walmirror.sink.fixture.Replay;
import io.walmirror.sink.fixture.Table;
import io.walmirror.sink.fixture.VersionMonitor;
import io.walmirror.stack.proof.Proof;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/**
 * Any number of consumers, each in order from some committed offset, interleaved in any way, leave
 * the same Redis: the one that PostgreSQL's rows are. Many histories share a table, and some tables
 * a Redis. Run again with {@code -Dwalmirror.seed=…}.
 */
class RandomHistoriesIT {

  private static final long SEED = Long.getLong("walmirror.seed", System.nanoTime());
  private static final int HISTORIES = Integer.getInteger("histories", 20_000);
  private static final int OF_ONE_TABLE = 20;
  private static final int TOGETHER = 10 * OF_ONE_TABLE;
  private static final int LANES = 2;
  private static final int CONTROLS = Integer.getInteger("controls", 10);

  /** Whether a group ends up wrong is up to how its consumers take turns, too. */
  private static final int MOST_CONTROLS = 10 * CONTROLS;

  private static final List<History.Subject> TABLES =
      IntStream.range(0, TOGETHER / OF_ONE_TABLE)
          .mapToObj(i -> History.Subject.of("t" + i))
          .toList();

  /** Histories that share a Redis: what arrives, merged in any way, and what must be left. */
  private record Group(List<Delivery> deliveries, Map<String, Map<String, String>> rows) {

    static Group random(Random random, Kind kind) {
      List<List<Delivery>> waiting = new ArrayList<>();
      Map<String, Map<String, String>> rows = new TreeMap<>();
      for (History.Subject table : TABLES) {
        History history = History.random(random, table, kind, OF_ONE_TABLE);
        rows.putAll(history.rows());
        waiting.add(new ArrayList<>(history.deliveries()));
      }
      List<Delivery> merged = new ArrayList<>();
      waiting.removeIf(List::isEmpty);
      while (!waiting.isEmpty()) {
        List<Delivery> next = waiting.get(random.nextInt(waiting.size()));
        merged.add(next.remove(0));
        waiting.removeIf(List::isEmpty);
      }
      return new Group(merged, rows);
    }

    List<SinkRecord> records() {
      return deliveries.stream().map(Delivery::record).toList();
    }
  }

  @Test
  void everyInterleavingLeavesTheDumpOfTheInOrderRun() {
    List<RealRedis> lanes = new ArrayList<>();
    try {
      for (int i = 0; i < LANES; i++) {
        lanes.add(RealRedis.start());
      }
      proveFor(lanes, HISTORIES, "RandomHistoriesIT, Redis " + lanes.get(0).version());
    } finally {
      lanes.forEach(RealRedis::close);
    }
  }

  /** On as many servers at the same time as there are. */
  static void proveFor(List<RealRedis> lanes, int histories, String test) {
    int groups = (histories + TOGETHER - 1) / TOGETHER;
    List<CompletableFuture<Long>> running = new ArrayList<>();
    for (int i = 0; i < lanes.size(); i++) {
      int lane = i;
      IntStream share = IntStream.range(0, groups).filter(g -> g % lanes.size() == lane);
      running.add(CompletableFuture.supplyAsync(() -> prove(lanes.get(lane), share)));
    }
    long writes = running.stream().mapToLong(CompletableFuture::join).sum();
    assertThat(writes).isGreaterThan(histories);
    Proof.row(
        "Applying anything twice, late or from several consumers leaves the same Redis",
        test,
        groups * TOGETHER
            + " histories of 1 to 5 keys with TRUNCATEs, sweeps and partial rows, by up to 4 interleaved"
            + " consumers, dumps compared",
        SEED,
        "without fence, tombstones, floors, sweeps, lags: rows are wrong");
    Proof.row(
        "A key's version never goes back",
        test,
        writes + " versioned writes seen through MONITOR",
        SEED,
        "a script that writes an older version is seen: " + control(lanes.get(0)));
  }

  /** How many versioned writes were seen while these groups were compared. */
  private static long prove(RealRedis redis, IntStream groups) {
    try (VersionMonitor monitor = VersionMonitor.start(redis)) {
      groups.forEach(
          i -> {
            Random random = new Random(SEED + i);
            Group group = Group.random(random, Kind.EVERYTHING);
            Dump inOrder = Replay.into(redis).inOrder(group.records());
            assertThat(inOrder.rows()).as("in order, seed %s", SEED).isEqualTo(group.rows());
            Dump interleaved = Replay.into(redis).interleaved(group.deliveries(), random);
            assertThat(interleaved.state())
                .as("group %s, seed %s", i, SEED)
                .isEqualTo(inOrder.state());
          });
      assertThat(monitor.violations()).as("seed %s", SEED).isEmpty();
      return monitor.writes();
    }
  }

  @Test
  void documentsAreTheSameAfterEveryInterleavingToo() {
    try (RealRedis redis = RealRedis.start()) {
      assertDocuments(redis, redis.uri(), "string");
      Proof.row(
          "Documents in strings converge column by column, too",
          "RandomHistoriesIT.documentsAreTheSameAfterEveryInterleavingToo",
          HISTORIES / 10 + " histories with TRUNCATEs and partial rows, members compared",
          SEED,
          "without versions in side keys, or without lags: documents are wrong");
    }
  }

  /** On a server that has them, or on one that plays the module's commands for the script. */
  @Test
  void nativeDocumentsAreTheSameAfterEveryInterleavingToo() {
    try (RealRedis redis = RealRedis.start();
        EmulatedJson json = EmulatedJson.before(redis)) {
      assertDocuments(
          redis, redis.hasJson() ? redis.server().uri().toString() : json.uri(), "json");
    }
  }

  private static void assertDocuments(RealRedis redis, String uri, String type) {
    Random random = new Random(SEED);
    Replay documents = Replay.into(redis, "redis.type", type).over(uri);
    for (int i = 0; i <= HISTORIES / TOGETHER / 10; i++) {
      Group group = Group.random(random, Kind.EVERYTHING);
      Dump inOrder = documents.inOrder(group.records(), 50);
      assertThat(inOrder.rows()).as("seed %s", SEED).isEqualTo(group.rows());
      Dump interleaved = documents.interleaved(group.deliveries(), random);
      assertThat(interleaved.state()).as("group %s, seed %s", i, SEED).isEqualTo(inOrder.state());
    }
  }

  /** Their versions are all in side keys. */
  @Test
  void withoutSideKeysDocumentsAreWrong() {
    assertWrong(Kind.WHOLE_ROWS, "walmirror:1:v:*", "redis.type", "string");
  }

  @Test
  void withoutVersionsOfLaggingMembersDocumentsAreWrong() {
    assertWrongWithoutLags("redis.type", "string");
  }

  @Test
  void withoutFenceRowsAreWrong() {
    assertWrong(Kind.NO_TRUNCATES, "no such key", "redis.fence", "off");
  }

  @Test
  void withoutTombstonesRowsAreWrong() {
    assertWrong(Kind.EVERYTHING, "walmirror:1:v:*");
  }

  @Test
  void withoutFloorsRowsAreWrong() {
    assertWrong(Kind.EVERYTHING, "walmirror:1:f:*");
  }

  /** Where nobody hears of the snapshots' ends, rows that were lost in gaps stay. */
  @Test
  void withoutSweepsRowsAreWrong() {
    assertWrong(Kind.EVERYTHING, "no such key", "topics.regex", "others");
  }

  @Test
  void withoutVersionsOfLaggingColumnsRowsAreWrong() {
    assertWrongWithoutLags();
  }

  private static void assertWrongWithoutLags(String... settings) {
    Random random = new Random(SEED);
    int wrong = 0;
    try (RealRedis redis = RealRedis.start()) {
      for (int i = 0; i < CONTROLS || (wrong == 0 && i < MOST_CONTROLS); i++) {
        Group group = Group.random(random, Kind.NO_TRUNCATES);
        Runnable takeAway = () -> takeAway(redis, "walmirror:1:lag:*");
        Dump dump = Replay.into(redis, settings).between(takeAway).inOrder(group.records(), 5);
        wrong += dump.rows().equals(group.rows()) ? 0 : 1;
      }
    }
    assertThat(wrong).as("of %s groups, seed %s", CONTROLS, SEED).isPositive();
  }

  /** Where only the order of a batch decides: without fence, by one consumer. */
  @Test
  void withDeletesMovedToTheFrontRowsAreWrong() {
    try (RealRedis redis = RealRedis.start()) {
      Group group = Group.random(new Random(SEED), Kind.ONLY_IN_ORDER);
      Replay unfenced = Replay.into(redis, "redis.fence", "off");
      assertThat(unfenced.inOrder(group.records(), 50).rows())
          .as("seed %s", SEED)
          .isEqualTo(group.rows());
      List<SinkRecord> deletesFirst = new ArrayList<>(group.records());
      deletesFirst.sort(Comparator.comparing(record -> isDelete(record) ? 0 : 1));
      assertThat(unfenced.inOrder(deletesFirst, 50).rows())
          .as("seed %s", SEED)
          .isNotEqualTo(group.rows());
    }
  }

  /** With something that guards taken away between any two calls, some rows end up wrong. */
  private static void assertWrong(Kind kind, String takenAway, String... settings) {
    Random random = new Random(SEED);
    int wrong = 0;
    try (RealRedis redis = RealRedis.start()) {
      for (int i = 0; i < CONTROLS || (wrong == 0 && i < MOST_CONTROLS); i++) {
        Group group = Group.random(random, kind);
        Runnable between = () -> takeAway(redis, takenAway);
        Dump dump =
            Replay.into(redis, settings).between(between).interleaved(group.deliveries(), random);
        wrong += dump.rows().equals(group.rows()) ? 0 : 1;
      }
    }
    assertThat(wrong).as("of %s groups, seed %s", CONTROLS, SEED).isPositive();
  }

  private static void takeAway(RealRedis redis, String keys) {
    redis.keys(keys).forEach(key -> redis.client().call("DEL", key));
  }

  private static boolean isDelete(SinkRecord record) {
    return record.value() == null || record.value().toString().contains("op=d");
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
}
