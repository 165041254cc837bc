package io.walmirror.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.sink.fixture.RealRedis;
import io.walmirror.sink.fixture.RecordingContext;
import io.walmirror.sink.fixture.RunningSink;
import io.walmirror.sink.fixture.SharedRedis;
import io.walmirror.sink.fixture.Table;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows as documents, and rows that invalidate what somebody else caches. */
@ExtendWith(SharedRedis.class)
class ShapesIT {

  private final RealRedis redis;
  private final Table orders = Table.orders();

  ShapesIT(RealRedis redis) {
    this.redis = redis;
  }

  @Test
  void aRowIsADocumentWithoutMembersForNulls() {
    try (RunningSink sink = documents()) {
      sink.put(orders.upsert(10, "id", 1, "customer", "Ada \"A\" é", "note", null));
    }
    assertThat(redis.client().text("GET", "orders:1"))
        .isEqualTo("{\"id\":1,\"customer\":\"Ada \\\"A\\\" é\"}");
    String side = redis.keys("walmirror:1:v:*").get(0);
    assertThat(redis.client().text("GET", side)).isEqualTo(Table.at(10).text());
    assertThat(redis.client().number("PTTL", side)).as("as long as the document").isEqualTo(-1);
  }

  @Test
  void numbersThatADoubleMayNotHoldAreStringsUnlessConfigured() {
    Map<String, Schema> columns = new LinkedHashMap<>();
    columns.put("id", Schema.INT64_SCHEMA);
    columns.put("price", Decimal.schema(2));
    columns.put("paid", Schema.BOOLEAN_SCHEMA);
    columns.put("rate", Schema.FLOAT64_SCHEMA);
    columns.put("day", SchemaBuilder.int32().name("io.debezium.time.Date").build());
    columns.put("tags", SchemaBuilder.array(Schema.STRING_SCHEMA).build());
    Table prices = Table.of("public", "prices", columns, List.of("id"));
    Object[] row = {
      "id",
      (1L << 53) + 1,
      "price",
      new BigDecimal("9.90"),
      "paid",
      true,
      "rate",
      0.5,
      "day",
      1,
      "tags",
      List.of("a", "b")
    };
    String rest = ",\"paid\":true,\"rate\":0.5,\"day\":\"1970-01-02\",\"tags\":[\"a\",\"b\"]}";
    try (RunningSink sink = documents()) {
      sink.put(prices.upsert(10, row));
      assertThat(redis.client().text("GET", "prices:9007199254740993"))
          .isEqualTo("{\"id\":\"9007199254740993\",\"price\":\"9.90\"" + rest);
    }
    try (RunningSink sink =
        RunningSink.start(redis.uri(), "redis.type", "string", "redis.json.numbers", "native")) {
      sink.put(prices.upsert(10, row));
      assertThat(redis.client().text("GET", "prices:9007199254740993"))
          .isEqualTo("{\"id\":9007199254740993,\"price\":9.90" + rest);
    }
  }

  @Test
  void aDocumentHasTheChosenColumnsUnderTheirNewNames() {
    try (RunningSink sink =
        RunningSink.start(
            redis.uri(),
            "redis.type",
            "string",
            "redis.fields.exclude",
            "note",
            "redis.fields.rename",
            "customer:who")) {
      sink.put(orders.upsert(10, "id", 1, "customer", "Ada", "note", "n"));
      sink.put(orders.upsert(20, "id", 2, "customer", "B", "note", "__debezium_unavailable_value"));
    }
    assertThat(redis.client().text("GET", "orders:1")).isEqualTo("{\"id\":1,\"who\":\"Ada\"}");
    assertThat(redis.client().text("GET", "orders:2"))
        .as("what it leaves out is not asked for")
        .isEqualTo("{\"id\":2,\"who\":\"B\"}");
  }

  @Test
  void aReplayAfterTheChoiceChangedRewritesTheHash() {
    try (RunningSink sink = RunningSink.start(redis.uri())) {
      sink.put(orders.upsert(10, "id", 1, "customer", "Ada", "note", "n"));
    }
    try (RunningSink sink =
        RunningSink.start(
            redis.uri(),
            "redis.fields.include",
            "customer",
            "redis.fields.rename",
            "customer:who")) {
      sink.put(orders.upsert(10, "id", 1, "customer", "Ada", "note", "n"));
    }
    assertThat(redis.row("orders:1")).isEqualTo(Map.of("who", "Ada"));
  }

  @Test
  void aDeletedDocumentLeavesATombstoneAndDoesNotComeBack() {
    try (RunningSink sink = documents()) {
      sink.put(orders.upsert(10, "id", 1), orders.delete(30, "id", 1));
      sink.put(orders.upsert(20, "id", 1));

      assertThat(redis.exists("orders:1")).isFalse();
      assertThat(redis.client().number("PTTL", redis.keys("walmirror:1:v:*").get(0))).isPositive();
      sink.put(orders.upsert(40, "id", 1));
      assertThat(redis.exists("orders:1")).isTrue();
      assertThat(redis.client().number("PTTL", redis.keys("walmirror:1:v:*").get(0))).isEqualTo(-1);
    }
  }

  @Test
  void anotherTypeUnderTheKeyIsLeftAloneAndTheRecordRejected() {
    redis.client().call("RPUSH", "orders:1", "somebody else's");
    RecordingContext context = RecordingContext.withReporter();
    try (RunningSink sink =
        RunningSink.start(
            context, redis.uri(), "redis.type", "string", "errors.tolerance", "all")) {
      sink.put(orders.upsert(10, "id", 1), orders.delete(20, "id", 1), orders.upsert(30, "id", 2));
    }
    assertThat(context.reports()).hasSize(2);
    assertThat(context.reports().get(0).error()).hasMessageContaining("WRONGTYPE");
    assertThat(redis.client().text("TYPE", "orders:1")).isEqualTo("list");
    assertThat(redis.exists("orders:2")).isTrue();
  }

  @Test
  void aTruncateRemovesOlderDocumentsOnly() {
    try (RunningSink sink = documents()) {
      redis.client().call("SET", "orders:somebody-else's", "x");
      sink.put(orders.upsert(10, "id", 1), orders.upsert(30, "id", 2), orders.truncate(20));
      sink.settle();
      sink.put(orders.upsert(15, "id", 3));
    }
    assertThat(redis.keys("orders:*"))
        .containsExactlyInAnyOrder("orders:2", "orders:somebody-else's");
    assertThat(redis.keys("walmirror:1:v:*")).hasSize(1);
  }

  @Test
  void everyChangeInvalidatesWhatIsCachedWhateverItsType() {
    try (RunningSink sink = RunningSink.start(redis.uri(), "redis.type", "delete")) {
      cache();
      sink.put(orders.upsert(10, "id", 1), orders.delete(10, "id", 2));
      assertThat(redis.keys("orders:*")).isEmpty();
    }
  }

  @Test
  void anOlderChangeDoesNotInvalidateWhatWasCachedSince() {
    try (RunningSink sink = RunningSink.start(redis.uri(), "redis.type", "delete")) {
      sink.put(orders.upsert(20, "id", 1), orders.delete(20, "id", 2));
      cache();
      sink.put(orders.upsert(10, "id", 1), orders.delete(10, "id", 2));
      assertThat(redis.keys("orders:*")).hasSize(2);
    }
    try (RunningSink plain =
        RunningSink.start(redis.uri(), "redis.type", "delete", "redis.fence", "off")) {
      plain.put(orders.upsert(10, "id", 1));
      assertThat(redis.keys("orders:*")).as("without fence it does").hasSize(1);
    }
  }

  @Test
  void aTruncateInvalidatesAllThatMayBeFromBefore() {
    try (RunningSink sink = RunningSink.start(redis.uri(), "redis.type", "delete")) {
      sink.put(orders.upsert(30, "id", 1));
      cache();
      sink.put(orders.truncate(20));
      sink.settle();
    }
    assertThat(redis.keys("orders:*")).as("cached after a newer change").containsOnly("orders:1");
  }

  private void cache() {
    redis.client().call("SET", "orders:1", "cached");
    redis.client().call("RPUSH", "orders:2", "cached");
  }

  private RunningSink documents() {
    return RunningSink.start(redis.uri(), "redis.type", "string");
  }
}
