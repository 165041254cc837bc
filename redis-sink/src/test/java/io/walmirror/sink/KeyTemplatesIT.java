package io.walmirror.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.walmirror.envelope.Position;
import io.walmirror.sink.fixture.Dump;
import io.walmirror.sink.fixture.History;
import io.walmirror.sink.fixture.History.Kind;
import io.walmirror.sink.fixture.RealRedis;
import io.walmirror.sink.fixture.Replay;
import io.walmirror.sink.fixture.RunningSink;
import io.walmirror.sink.fixture.SharedRedis;
import io.walmirror.sink.fixture.Table;
import io.walmirror.sink.fixture.Table.Form;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys made by {@code redis.key}: all that the fence promises holds for them as well. */
@ExtendWith(SharedRedis.class)
class KeyTemplatesIT {

  private static final long SEED = Long.getLong("walmirror.seed", System.nanoTime());

  /** Its values are in the middle, so that its keys have no common beginning. */
  private static final String MIDDLE = "${id}@${table}";

  private final RealRedis redis;
  private final Table orders = Table.orders();

  KeyTemplatesIT(RealRedis redis) {
    this.redis = redis;
  }

  @Test
  void aRowIsUnderTheKeyThatTheTemplateMakesInEveryForm() {
    for (Form form : Form.values()) {
      redis.empty();
      try (RunningSink sink = start("order:${id}:v1")) {
        sink.put(orders.upsert(form, "c", Table.at(10), List.of(), Table.row("id", 1)));
      }
      assertThat(redis.keys("*")).as(form.name()).containsExactly("order:1:v1");
    }
  }

  @Test
  void replaysAndLateWritersChangeNothingAndADeletedRowStaysAway() {
    SinkRecord old = orders.upsert(10, "id", 1, "customer", "old");
    SinkRecord late = orders.upsert(20, "id", 1, "customer", "late");
    SinkRecord newest = orders.upsert(30, "id", 1, "customer", "new");
    try (RunningSink sink = start(MIDDLE);
        RunningSink other = start(MIDDLE)) {
      sink.put(old, newest);
      other.put(old, late);
      assertThat(redis.row("1@orders")).containsEntry("customer", "new");
      sink.put(orders.delete(40, "id", 1));
      other.put(old, late, newest);
      assertThat(redis.exists("1@orders")).isFalse();
      assertThat(redis.keys("walmirror:1:v:*"))
          .hasSize(1)
          .allMatch(key -> key.endsWith("1@orders"));
    }
    try (RunningSink plain = start(MIDDLE, "redis.fence", "off")) {
      plain.put(late);
      assertThat(redis.exists("1@orders")).as("without fence it comes back").isTrue();
    }
  }

  @Test
  void aMovedKeyIsRemovedUnderItsOldTemplateKey() {
    try (RunningSink sink = start(MIDDLE)) {
      sink.put(orders.upsert(10, "id", 1));
      sink.put(
          orders.delete(20, "id", 1),
          orders.upsert(
              Form.ENVELOPE,
              "c",
              Table.at(20).withPart(Position.MOVED_CREATE),
              List.of(),
              Table.row("id", 2)));
    }
    assertThat(Dump.of(redis.client()).rows().keySet()).containsExactly("2@orders");
  }

  @Test
  void aTruncateRemovesTheTablesKeysAndNoOthers() {
    Table others = Table.orders("borders");
    try (RunningSink sink = start(MIDDLE)) {
      sink.put(orders.upsert(10, "id", 1), orders.upsert(11, "id", 2), others.upsert(10, "id", 1));
      redis.client().call("HSET", "somebody@orders", "a", "b");
      sink.put(orders.truncate(20), orders.upsert(30, "id", 3));
      sink.settle();
      sink.put(orders.upsert(15, "id", 2));
    }
    assertThat(Dump.of(redis.client()).keys())
        .containsExactlyInAnyOrder("1@borders", "3@orders", "somebody@orders");
    assertThat(redis.keys("walmirror:1:f:*"))
        .hasSize(1)
        .allMatch(key -> key.endsWith("}:${}@orders"));
  }

  /** The control: without its floor the same late row does come back. */
  @Test
  void withoutTheFloorOfATemplateTheOlderRowComesBack() {
    try (RunningSink sink = start(MIDDLE)) {
      sink.put(orders.truncate(20));
      sink.settle();
      redis.client().call("DEL", redis.keys("walmirror:1:f:*").get(0));
      sink.put(orders.upsert(15, "id", 2));
    }
    assertThat(redis.exists("2@orders")).isTrue();
  }

  @Test
  void aKeyspaceAndItsTemplateHaveTheSameFloor() {
    try (RunningSink sink = RunningSink.start(redis.uri())) {
      sink.put(orders.truncate(20));
      sink.settle();
    }
    try (RunningSink sink = start("orders:${id}")) {
      sink.put(orders.upsert(10, "id", 1));
    }
    assertThat(redis.exists("orders:1")).isFalse();
  }

  @Test
  void valuesThatLookLikeTheTemplateGetKeysOfTheirOwn() {
    Table names = texts("names", "a", "b");
    try (RunningSink sink = start("n:${a}-${b}")) {
      sink.put(
          names.upsert(10, "a", "x-y", "b", "z"),
          names.upsert(10, "a", "x", "b", "y-z"),
          names.upsert(10, "a", "x%2Dy", "b", "z"));
    }
    assertThat(redis.keys("n:*"))
        .containsExactlyInAnyOrder("n:x%2Dy-z", "n:x-y%2Dz", "n:x%252Dy-z");
  }

  @Test
  void aColumnThatIsNotInTheKeyIsRefusedByNameWithTheCure() {
    try (RunningSink sink = start("order:${customer}", "errors.tolerance", "all")) {
      sink.put(orders.upsert(10, "id", 1, "customer", "Ada"));
      assertThat(sink.context().reports()).hasSize(1);
      assertThat(sink.context().reports().get(0).error())
          .hasMessageContaining("column customer")
          .hasMessageContaining("(id)")
          .hasMessageContaining("message.key.columns");
    }
    assertThat(redis.keys("*")).isEmpty();
  }

  @Test
  void aTemplateThatLeavesOutAKeyColumnIsRefusedUnlessItOnlyInvalidates() {
    Table lines = texts("lines", "order_id", "line");
    SinkRecord change = lines.upsert(10, "order_id", "1", "line", "2");
    try (RunningSink sink = start("order:${order_id}", "errors.tolerance", "all")) {
      sink.put(change);
      assertThat(sink.context().reports().get(0).error()).hasMessageContaining("${line}");
    }
    redis.client().call("SET", "order:1", "cached");
    redis.client().call("SET", "order:2", "cached");
    try (RunningSink sink = start("order:${order_id}", "redis.type", "delete")) {
      sink.put(change);
      assertThat(redis.keys("order:*")).containsExactly("order:2");
      redis.client().call("SET", "order:1", "cached since");
      sink.put(lines.upsert(5, "order_id", "1", "line", "3"));
      assertThat(redis.exists("order:1")).as("older than what was cached").isTrue();
    }
  }

  @Test
  void twoTablesThatWouldShareKeysAreRefusedWithTheCure() {
    try (RunningSink sink = start("row:${id}", "errors.tolerance", "all")) {
      sink.put(orders.upsert(10, "id", 1), Table.orders("borders").upsert(10, "id", 1));
      assertThat(sink.context().reports()).hasSize(1);
      assertThat(sink.context().reports().get(0).error()).hasMessageContaining("${schema}");
    }
    assertThat(redis.keys("row:*")).hasSize(1);
  }

  @Test
  void documentsAreUnderTemplateKeysToo() {
    try (RunningSink sink = start(MIDDLE, "redis.type", "string")) {
      sink.put(orders.upsert(10, "id", 1), orders.upsert(10, "id", 2), orders.delete(20, "id", 2));
      sink.put(orders.upsert(15, "id", 2));
      assertThat(Dump.of(redis.client()).keys()).containsExactly("1@orders");
      sink.put(orders.truncate(30));
      sink.settle();
      sink.put(orders.upsert(10, "id", 1));
    }
    assertThat(Dump.of(redis.client()).keys()).isEmpty();
  }

  @Test
  void everyInterleavingLeavesTheDumpOfTheInOrderRun() {
    Random random = new Random(SEED);
    int histories = 40;
    for (int i = 0; i < 8; i++) {
      History history =
          History.random(random, History.Subject.of("t" + i), Kind.EVERYTHING, histories);
      Dump inOrder = replay().inOrder(history.records());
      assertThat(inOrder.rows()).as("in order, seed %s", SEED).isEqualTo(rows(history));
      assertThat(replay().interleaved(history.deliveries(), random).state())
          .as("interleaved, seed %s", SEED)
          .isEqualTo(inOrder.state());
    }
  }

  /** The controls: with what guards taken away between any two calls, some rows are wrong. */
  @ParameterizedTest
  @ValueSource(strings = {"walmirror:1:f:*", "walmirror:1:v:*"})
  void withoutFloorsOrTombstonesRowsAreWrong(String guard) {
    Random random = new Random(SEED);
    Runnable takeAway = () -> redis.keys(guard).forEach(key -> redis.client().call("DEL", key));
    for (int i = 0; i < 40; i++) {
      History history = History.random(random, History.Subject.of("t"), Kind.EVERYTHING, 50);
      Dump dump = replay().between(takeAway).interleaved(history.deliveries(), random);
      if (!dump.rows().equals(rows(history))) {
        return;
      }
    }
    fail("40 times right without %s, seed %s", guard, SEED);
  }

  private static Map<String, Map<String, String>> rows(History history) {
    Map<String, Map<String, String>> rows = new TreeMap<>();
    history.rows().forEach((key, row) -> rows.put(row.get("id") + "@" + key.split(":", 2)[0], row));
    return rows;
  }

  private Replay replay() {
    return Replay.into(redis, "redis.key", MIDDLE);
  }

  private static Table texts(String name, String one, String other) {
    Map<String, Schema> columns = new LinkedHashMap<>();
    columns.put(one, Schema.STRING_SCHEMA);
    columns.put(other, Schema.STRING_SCHEMA);
    return Table.of("public", name, columns, List.of(one, other));
  }

  private RunningSink start(String key, String... settings) {
    String[] all = new String[settings.length + 2];
    System.arraycopy(settings, 0, all, 2, settings.length);
    all[0] = "redis.key";
    all[1] = key;
    return RunningSink.start(redis.uri(), all);
  }
}
