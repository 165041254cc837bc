package io.walmirror.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.envelope.Position;
import io.walmirror.sink.fixture.RealRedis;
import io.walmirror.sink.fixture.RunningSink;
import io.walmirror.sink.fixture.SharedRedis;
import io.walmirror.sink.fixture.Table;
import io.walmirror.sink.fixture.Table.Form;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows that leave out columns: what is kept, what is marked as unknown, and how it heals. */
@ExtendWith(SharedRedis.class)
class PartialRowsIT {

  private static final long SEED = Long.getLong("walmirror.seed", System.nanoTime());

  private final RealRedis redis;
  private final Table orders = Table.orders();
  @AutoClose private RunningSink sink;

  PartialRowsIT(RealRedis redis) {
    this.redis = redis;
  }

  @BeforeEach
  void start() {
    sink = RunningSink.start(redis.uri());
  }

  @Test
  void aPartialRowKeepsTheColumnAndRemembersSinceWhenItIsKnown() {
    sink.put(full(10, "Ada", "n"), partial(20, "Eve"));

    assertThat(redis.row("orders:1")).isEqualTo(Map.of("id", "1", "customer", "Eve", "note", "n"));
    assertThat(redis.hash("orders:1").get("_v")).isEqualTo(Table.at(20).text() + "#00000000");
    assertThat(lag()).containsEntry("note", Table.at(10).text()).hasSize(2);
    assertThat(lag().get("")).matches("[0-9a-f]{8}");
  }

  @Test
  void aPartialRowWithoutARowNeverLooksWhole() {
    sink.put(partial(20, "Eve"));

    assertThat(redis.row("orders:1")).isEqualTo(Map.of("id", "1", "customer", "Eve"));
    assertThat(lag()).containsEntry("note", "-");
  }

  @Test
  void theNextWholeRowMakesItWhole() {
    sink.put(partial(20, "Eve"), full(30, "Eve", "n"));

    assertThat(redis.row("orders:1")).isEqualTo(Map.of("id", "1", "customer", "Eve", "note", "n"));
    assertThat(redis.keys("*")).containsExactly("orders:1");
    assertThat(redis.hash("orders:1").get("_v")).doesNotContain("#00000000");
  }

  @Test
  void anOlderWholeRowStillFillsWhatANewerPartialRowLacks() {
    sink.put(partial(20, "Eve"), full(10, "Ada", "n"));

    assertThat(redis.row("orders:1")).isEqualTo(Map.of("id", "1", "customer", "Eve", "note", "n"));
    assertThat(lag()).containsEntry("note", Table.at(10).text());
  }

  @Test
  void aWholeRowFromBeforeTheDeleteFillsNothing() {
    sink.put(orders.delete(15, "id", 1), partial(20, "Eve"), full(10, "Ada", "n"));

    assertThat(redis.row("orders:1")).isEqualTo(Map.of("id", "1", "customer", "Eve"));
    assertThat(lag()).containsEntry("note", "-" + Table.at(15).text());
  }

  @Test
  void aLateDeleteEmptiesWhatIsFromBeforeIt() {
    sink.put(full(10, "Ada", "n"), partial(20, "Eve"), orders.delete(15, "id", 1));

    assertThat(redis.row("orders:1")).isEqualTo(Map.of("id", "1", "customer", "Eve"));
  }

  @Test
  void aColumnKeptTwiceIsAsOldAsWhenItWasLastTold() {
    sink.put(full(10, "Ada", "n"), partial(20, "Eve"), partial(30, "Eve"), full(15, "x", "m"));

    assertThat(redis.row("orders:1")).containsEntry("note", "m").containsEntry("customer", "Eve");
    assertThat(lag()).containsEntry("note", Table.at(15).text());
  }

  @Test
  void aDeleteTakesTheMarksWithIt() {
    sink.put(partial(20, "Eve"), orders.delete(30, "id", 1));

    assertThat(redis.keys("orders:*")).isEmpty();
    assertThat(redis.keys("walmirror:1:lag:*")).isEmpty();
  }

  @Test
  void aDroppedColumnLeavesAPartialRowToo() {
    sink.put(full(10, "Ada", "n"), partial(20, "Eve"));
    sink.put(orders.without("note").upsert(30, "id", 1, "customer", "Eve"));

    assertThat(redis.row("orders:1")).isEqualTo(Map.of("id", "1", "customer", "Eve"));
    assertThat(redis.keys("*")).containsExactly("orders:1");
  }

  @Test
  void theSamePartialRowAgainChangesNothing() {
    sink.put(full(10, "Ada", "n"), partial(20, "Eve"));
    SortedMap<String, String> once = redis.client().dump();
    sink.put(partial(20, "Eve"));

    assertThat(redis.client().dump()).isEqualTo(once);
  }

  /** One version a key cannot do this: the order would show in every column that was left out. */
  @Test
  void everyOrderOfWholeRowsPartialRowsAndDeletesLeavesTheSame() {
    Random random = new Random(SEED);
    int partials = 0;
    for (int i = 0; i < 400; i++) {
      List<SinkRecord> records = new ArrayList<>();
      for (int n = 2 + random.nextInt(5); n > 0; n--) {
        records.add(any(random, 10L * n));
      }
      Collections.reverse(records);
      redis.empty();
      sink.put(records);
      SortedMap<String, String> inOrder = dump();
      partials += inOrder.keySet().stream().anyMatch(key -> key.contains(":lag:")) ? 1 : 0;
      Collections.shuffle(records, random);
      redis.empty();
      sink.put(records);
      assertThat(dump()).as("seed %s, history %s", SEED, i).isEqualTo(inOrder);
    }
    assertThat(partials).isGreaterThan(50);
  }

  /** Without the note on the mapping, which a sink takes once. */
  private SortedMap<String, String> dump() {
    SortedMap<String, String> dump = redis.client().dump();
    dump.keySet().removeIf(key -> key.startsWith("walmirror:1:meta:"));
    return dump;
  }

  private SinkRecord any(Random random, long lsn) {
    return switch (random.nextInt(4)) {
      case 0 -> orders.delete(lsn, "id", 1);
      case 1 -> full(lsn, "c" + lsn, random.nextBoolean() ? null : "n" + lsn);
      default -> partial(lsn, "c" + lsn);
    };
  }

  private SinkRecord full(long lsn, String customer, String note) {
    return orders.upsert(lsn, "id", 1, "customer", customer, "note", note);
  }

  private SinkRecord partial(long lsn, String customer) {
    Position position = Table.at(lsn);
    return orders.upsert(
        Form.FLAT_MAP, "u", position, List.of("note"), Table.row("id", 1, "customer", customer));
  }

  private Map<String, String> lag() {
    return redis.hash(redis.keys("walmirror:1:lag:*").get(0));
  }
}
