package io.walmirror.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.envelope.Position;
import io.walmirror.envelope.SweepRecord;
import io.walmirror.sink.fixture.Offsets;
import io.walmirror.sink.fixture.RealRedis;
import io.walmirror.sink.fixture.RunningSink;
import io.walmirror.sink.fixture.SharedRedis;
import io.walmirror.sink.fixture.Table;
import io.walmirror.sink.fixture.Table.Form;
import io.walmirror.stack.proof.Proof;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Keys that somebody altered in Redis by hand, and what a snapshot makes of them: one on demand,
 * whose rows are newer in the same generation, and one after a resync, in a later generation. Five
 * rows are mirrored as of LSN 10 and read again as of LSN 99.
 */
@ExtendWith(SharedRedis.class)
class DriftIT {

  private static final int POINT = 100;
  private static final int ROWS = 5;

  /** A field that no column has is nobody's business as long as the table has the same columns. */
  private static final String ADDED = "of 3 {added=a field too many}";

  private final RealRedis redis;
  private final Table orders = Table.orders();
  @AutoClose private RunningSink sink;
  private long controlOffset;

  DriftIT(RealRedis redis) {
    this.redis = redis;
  }

  @BeforeEach
  void start() {
    sink =
        RunningSink.start(
            redis.uri(),
            "topics",
            "shop.public.orders,__walmirror.orders",
            "redis.progress.interval.ms",
            "5");
    for (int id = 1; id <= ROWS; id++) {
      sink.put(orders.upsert(10, "id", id, "customer", "of " + id));
    }
  }

  @Test
  void aSnapshotOnDemandHealsWhatIsNotNewerThanItself() {
    damage();
    snapshot(1);

    assertThat(mirror())
        .isEqualTo(expected(Map.of("orders:5", "from the future", "orders:3", ADDED)));
  }

  @Test
  void aResyncHealsWhatIsNewerToo() {
    damage();
    snapshot(2);

    assertThat(mirror()).isEqualTo(expected(Map.of("orders:3", ADDED)));
    Proof.row(
        "Keys that were altered in Redis by hand are healed by a snapshot",
        "DriftIT.aResyncHealsWhatIsNewerToo",
        "a key deleted, a value altered, a key too many, one with a later version: all as in the"
            + " table",
        "the same by a snapshot on demand leaves the one with a later version as it is");
  }

  @Test
  void withoutASnapshotNothingHealsAndAChangeHealsItsOwnRow() {
    damage();
    sink.put(orders.upsert(50, "id", 2, "customer", "of 2"));

    assertThat(mirror())
        .doesNotContainKey("orders:1")
        .containsEntry("orders:2", "of 2")
        .containsEntry("orders:3", ADDED)
        .containsEntry("orders:6", "gone long ago");
  }

  @Test
  void aVersionBeyondEveryGenerationStays() {
    String version = redis.client().text("HGET", "orders:4", "_v");
    String last = "pffffffff" + version.substring("pffffffff".length());
    redis.client().call("HSET", "orders:4", "customer", "of nobody", "_v", last);
    snapshot(2);

    assertThat(mirror()).isEqualTo(expected(Map.of("orders:4", "of nobody")));
  }

  /** What to do where a field was added: a deleted key comes as a whole. */
  @Test
  void aDeletedKeyComesWithNothingButItsColumns() {
    damage();
    redis.client().call("DEL", "orders:3", "orders:5");
    snapshot(1);

    assertThat(mirror()).isEqualTo(expected(Map.of()));
  }

  @Test
  void aKeyWithoutAVersionBelongsToNobodyAndStays() {
    redis.client().call("HSET", "orders:7", "customer", "of somebody else");
    snapshot(2);

    assertThat(mirror()).containsEntry("orders:7", "of somebody else");
  }

  /** What somebody does with redis-cli. */
  private void damage() {
    redis.client().call("DEL", "orders:1");
    redis.client().call("HSET", "orders:2", "customer", "altered");
    redis.client().call("HSET", "orders:3", "added", "a field too many");
    String version = redis.client().text("HGET", "orders:4", "_v");
    redis.client().call("HDEL", "orders:4", "customer");
    redis.client().call("HSET", "orders:6", "id", "6", "customer", "gone long ago", "_v", version);
    String later = Table.at(1L << 40).text() + version.substring(version.indexOf('#'));
    redis.client().call("HSET", "orders:5", "customer", "from the future", "_v", later);
  }

  /** All rows are read again in this generation, and then the table is swept. */
  private void snapshot(long generation) {
    SinkRecord last = null;
    for (int id = 1; id <= ROWS; id++) {
      last =
          orders.upsert(
              Form.ENVELOPE,
              "r",
              new Position(generation, POINT - 1, id, Position.CHANGE),
              List.of(),
              Table.row("id", id, "customer", "of " + id));
      sink.put(last);
    }
    SweepRecord sweep =
        SweepRecord.of(
            orders.name(),
            generation,
            POINT,
            Map.of(orders.topic(), Map.of(0, last.originalKafkaOffset())));
    sink.put(Offsets.sweep(sweep, controlOffset++));
    sink.settle();
  }

  private static Map<String, String> expected(Map<String, String> different) {
    Map<String, String> expected = new TreeMap<>();
    for (int id = 1; id <= ROWS; id++) {
      expected.put("orders:" + id, "of " + id);
    }
    expected.putAll(different);
    return expected;
  }

  /** The rows' keys with their customers, and with their other fields where they have any. */
  private Map<String, String> mirror() {
    Map<String, String> mirror = new TreeMap<>();
    for (String key : redis.keys("orders:*")) {
      Map<String, String> row = new TreeMap<>(redis.row(key));
      row.remove("id");
      String customer = row.remove("customer");
      mirror.put(key, row.isEmpty() ? customer : customer + " " + row);
    }
    return mirror;
  }
}
