package io.walmirror.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.sink.fixture.EmulatedJson;
import io.walmirror.sink.fixture.RealRedis;
import io.walmirror.sink.fixture.RecordingContext;
import io.walmirror.sink.fixture.RunningSink;
import io.walmirror.sink.fixture.SharedRedis;
import io.walmirror.sink.fixture.Table;
import io.walmirror.sink.fixture.Table.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Partial rows as documents: in strings, and native ones where a Redis plays that it has them. */
@ExtendWith(SharedRedis.class)
class DocumentsIT {

  private static final String AWKWARD =
      "{\"id\":1,\"customer\":\"Ada\",\"note\":{\"n\":9007199254740993,\"empty\":[],\"none\":{},"
          + "\"x\":1.50,\"t\":\"a \\\"b\\\" \\\\ é\"}}";

  @AutoClose private static EmulatedJson json;

  private final RealRedis redis;
  private final Table orders = Table.orders();

  @BeforeAll
  static void emulate(RealRedis redis) {
    json = EmulatedJson.before(redis);
  }

  DocumentsIT(RealRedis redis) {
    this.redis = redis;
  }

  @Test
  void aPartialRowLeavesTheMembersThatItDoesNotNameAsTheyAreToTheDigit() {
    redis.client().call("SET", "walmirror:1:v:" + side(), Table.at(10).text());
    redis.client().call("SET", "orders:1", AWKWARD);
    try (RunningSink sink = documents()) {
      sink.put(partial(20, "Eve"));
    }
    assertThat(redis.client().text("GET", "orders:1")).isEqualTo(AWKWARD.replace("Ada", "Eve"));
    assertThat(redis.client().text("GET", "walmirror:1:v:" + side()))
        .isEqualTo(Table.at(20).text() + "#00000000");
    assertThat(redis.hash("walmirror:1:lag:" + side()))
        .isEqualTo(Map.of("note", Table.at(10).text()));
  }

  @Test
  void manyPartialRowsOfOneKeyInABatchAreAppliedInTheirOrder() {
    List<SinkRecord> records = new ArrayList<>();
    records.add(whole(10, "c10", "n"));
    for (int i = 2; i <= 40; i++) {
      records.add(i == 20 ? whole(200, "c200", "m") : partial(10L * i, "c" + i));
    }
    try (RunningSink sink = documents()) {
      sink.put(records);
    }
    assertThat(redis.client().text("GET", "orders:1"))
        .isEqualTo("{\"id\":1,\"customer\":\"c40\",\"note\":\"m\"}");
  }

  @Test
  void aPartialRowWithoutDocumentIsMarkedUntilAWholeOneComes() {
    try (RunningSink sink = documents()) {
      sink.put(partial(20, "Eve"));
      assertThat(redis.client().text("GET", "orders:1"))
          .isEqualTo("{\"id\":1,\"customer\":\"Eve\"}");
      assertThat(redis.hash("walmirror:1:lag:" + side())).isEqualTo(Map.of("note", "-"));
      sink.put(whole(10, "old", "known"));
      assertThat(redis.client().text("GET", "orders:1"))
          .as("an older row tells what lags")
          .isEqualTo("{\"id\":1,\"customer\":\"Eve\",\"note\":\"known\"}");
      sink.put(orders.delete(15, "id", 1));
      assertThat(redis.client().text("GET", "orders:1"))
          .as("an older delete takes it again")
          .isEqualTo("{\"id\":1,\"customer\":\"Eve\"}");
      sink.put(whole(30, "Zoe", null));
    }
    assertThat(redis.keys("walmirror:1:lag:*")).isEmpty();
    assertThat(redis.client().text("GET", "walmirror:1:v:" + side()))
        .isEqualTo(Table.at(30).text());
  }

  @Test
  void aTruncateTakesFromANewerPartialDocumentWhatItHasFromBefore() {
    for (String type : List.of("string", "json")) {
      redis.empty();
      String uri = type.equals("json") ? json.uri() : redis.uri();
      try (RunningSink sink = RunningSink.start(uri, "redis.type", type)) {
        sink.put(whole(10, "Ada", "n"), partial(30, "Eve"), orders.truncate(20));
        sink.settle();
      }
      assertThat(redis.hash("walmirror:1:lag:" + side()))
          .isEqualTo(Map.of("note", "-" + Table.at(20).text()));
      if (type.equals("json")) {
        assertThat(redis.hash("orders:1")).containsOnlyKeys("id", "customer");
      } else {
        assertThat(redis.client().text("GET", "orders:1"))
            .isEqualTo("{\"id\":1,\"customer\":\"Eve\"}");
      }
    }
  }

  @Test
  void aNativeDocumentTakesEachMemberOfAPartialRowAlone() {
    try (RunningSink sink = RunningSink.start(json.uri(), "redis.type", "json")) {
      sink.put(whole(10, "Ada", "n"));
      redis.client().call("HSET", "orders:1", "gone", "\"a column of before\"");
      sink.put(partial(20, "Eve"));
      assertThat(redis.hash("orders:1"))
          .isEqualTo(Map.of("id", "1", "customer", "\"Eve\"", "note", "\"n\""));
      sink.put(partial(30, null));
      assertThat(redis.hash("orders:1")).isEqualTo(Map.of("id", "1", "note", "\"n\""));
      sink.put(orders.delete(40, "id", 1), whole(35, "late", "late"));
      assertThat(redis.exists("orders:1")).isFalse();
    }
  }

  @Test
  void somebodyElsesTypeUnderTheKeyIsLeftAlone() {
    RecordingContext context = RecordingContext.withReporter();
    redis.client().call("RPUSH", "orders:1", "somebody else's");
    try (RunningSink sink =
        RunningSink.start(context, json.uri(), "redis.type", "json", "errors.tolerance", "all")) {
      sink.put(whole(10, "Ada", "n"), orders.delete(20, "id", 1), partial(30, "Eve"));
    }
    assertThat(context.reports()).hasSize(3);
    assertThat(context.reports().get(0).error()).hasMessageContaining("WRONGTYPE");
    assertThat(redis.client().text("TYPE", "orders:1")).isEqualTo("list");
  }

  @Test
  void withoutFenceAPartialRowIsRejected() {
    RecordingContext context = RecordingContext.withReporter();
    try (RunningSink sink =
        RunningSink.start(
            context,
            redis.uri(),
            "redis.type",
            "string",
            "redis.fence",
            "off",
            "errors.tolerance",
            "all")) {
      sink.put(partial(20, "Eve"));
    }
    assertThat(context.reports().get(0).error()).hasMessageContaining("REPLICA IDENTITY FULL");
    assertThat(redis.keys("*")).isEmpty();
  }

  private SinkRecord whole(long lsn, String customer, String note) {
    return orders.upsert(lsn, "id", 1, "customer", customer, "note", note);
  }

  private SinkRecord partial(long lsn, String customer) {
    return orders.upsert(
        Form.FLAT, "u", Table.at(lsn), List.of("note"), Table.row("id", 1, "customer", customer));
  }

  private static String side() {
    return "{2hA}:orders:1";
  }

  private RunningSink documents() {
    return RunningSink.start(redis.uri(), "redis.type", "string");
  }
}
