package io.walmirror.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.sink.fixture.Dump;
import io.walmirror.sink.fixture.History;
import io.walmirror.sink.fixture.History.Kind;
import io.walmirror.sink.fixture.RealRedis;
import io.walmirror.sink.fixture.Replay;
import io.walmirror.sink.fixture.RunningSink;
import io.walmirror.sink.fixture.SharedRedis;
import io.walmirror.sink.fixture.Table;
import io.walmirror.sink.fixture.Table.Form;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Several mappings in one connector: each settles for itself, a record when all have. */
@ExtendWith(SharedRedis.class)
class MappingsIT {

  private static final long SEED = Long.getLong("walmirror.seed", System.nanoTime());

  /** Rows as hashes, and a cached document of each that is to go when its row changes. */
  private static final String[] ROWS_AND_CACHE = {
    "redis.mappings", "rows,cache",
    "redis.mappings.rows.topics", "*",
    "redis.mappings.rows.keyspace", "row:${table}",
    "redis.mappings.cache.tables", "public.orders",
    "redis.mappings.cache.key", "cache:order:${id}",
    "redis.mappings.cache.type", "delete",
    "errors.tolerance", "all"
  };

  private final RealRedis redis;
  private final Table orders = Table.orders();
  private final Table items = Table.orders("items");

  MappingsIT(RealRedis redis) {
    this.redis = redis;
  }

  @Test
  void aRecordOfTwoMappingsDoesWhatEachSaysInEveryForm() {
    for (Form form : Form.values()) {
      redis.empty();
      cache(1);
      try (RunningSink sink = RunningSink.start(redis.uri(), ROWS_AND_CACHE)) {
        sink.put(orders.upsert(form, "c", Table.at(10), List.of(), Table.row("id", 1)));
      }
      assertThat(Dump.of(redis.client()).keys()).as(form.name()).containsExactly("row:orders:1");
    }
  }

  @Test
  void mappingsTakeWhatTheirTopicsAndTablesSay() {
    try (RunningSink sink =
        RunningSink.start(
            redis.uri(),
            "redis.mappings",
            "a,b",
            "redis.mappings.a.topics",
            "shop.public.orders",
            "redis.mappings.a.key",
            "o:${id}",
            "redis.mappings.a.fields.include",
            "id,note",
            "redis.mappings.b.tables",
            "public.items",
            "redis.mappings.b.key",
            "i:${id}",
            "redis.mappings.b.type",
            "string")) {
      sink.put(
          orders.upsert(10, "id", 1, "customer", "Ada", "note", "n"),
          items.upsert(10, "id", 1, "customer", "Ada"));
    }
    assertThat(redis.row("o:1")).isEqualTo(Map.of("id", "1", "note", "n"));
    assertThat(redis.client().text("GET", "i:1")).isEqualTo("{\"id\":1,\"customer\":\"Ada\"}");
  }

  @Test
  void replaysAndLateWritersChangeNothingInEitherMapping() {
    SinkRecord late = orders.upsert(10, "id", 1, "customer", "late");
    try (RunningSink sink = RunningSink.start(redis.uri(), ROWS_AND_CACHE);
        RunningSink other = RunningSink.start(redis.uri(), ROWS_AND_CACHE)) {
      sink.put(orders.upsert(20, "id", 1, "customer", "new"));
      cache(1);
      other.put(late);
      assertThat(redis.row("row:orders:1")).containsEntry("customer", "new");
      assertThat(redis.exists("cache:order:1")).as("cached since").isTrue();
      sink.put(orders.delete(30, "id", 1));
      cache(1);
      other.put(late);
      assertThat(Dump.of(redis.client()).keys()).containsExactly("cache:order:1");
    }
    String[] unfenced = ROWS_AND_CACHE.clone();
    unfenced[unfenced.length - 2] = "redis.fence";
    unfenced[unfenced.length - 1] = "off";
    try (RunningSink plain = RunningSink.start(redis.uri(), unfenced)) {
      plain.put(late);
      assertThat(Dump.of(redis.client()).keys())
          .as("without fence both are wrong")
          .containsExactly("row:orders:1");
    }
  }

  @Test
  void aTruncateEmptiesTheTableInEachMapping() {
    try (RunningSink sink = RunningSink.start(redis.uri(), ROWS_AND_CACHE)) {
      sink.put(orders.upsert(10, "id", 1), items.upsert(10, "id", 1));
      cache(1);
      cache(2);
      sink.put(orders.truncate(20));
      sink.settle();
    }
    assertThat(Dump.of(redis.client()).keys()).containsExactly("row:items:1");
    assertThat(redis.keys("walmirror:1:f:*")).hasSize(2);
  }

  @Test
  void oneMappingsRejectionLeavesTheOtherItsPartAndTheRecordIsReportedOnce() {
    redis.client().call("SET", "row:orders:1", "somebody else's");
    cache(1);
    try (RunningSink sink = RunningSink.start(redis.uri(), ROWS_AND_CACHE)) {
      sink.put(orders.upsert(10, "id", 1));
      assertThat(sink.context().reports()).hasSize(1);
      assertThat(sink.context().reports().get(0).error()).hasMessageContaining("WRONGTYPE");
      assertThat(sink.isSettled()).isTrue();
    }
    assertThat(Dump.of(redis.client()).keys()).containsExactly("row:orders:1");
  }

  @Test
  void aRecordOfNoMappingIsRejectedWithWhatToDo() {
    String[] one = {
      "redis.mappings", "a", "redis.mappings.a.tables", "public.orders", "errors.tolerance", "all"
    };
    try (RunningSink sink = RunningSink.start(redis.uri(), one)) {
      sink.put(items.upsert(10, "id", 1), items.truncate(20), orders.upsert(10, "id", 1));
      assertThat(sink.context().reports()).hasSize(2);
      assertThat(sink.context().reports().get(0).error())
          .hasMessageContaining("public.items")
          .hasMessageContaining("redis.unmapped=ignore");
    }
    one[5] = "none";
    try (RunningSink sink = RunningSink.start(redis.uri(), one)) {
      assertThatThrownBy(() -> sink.put(items.upsert(10, "id", 1)))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("NO_MAPPING");
      assertThat(sink.isSettled()).isFalse();
    }
    assertThat(redis.keys("*")).containsExactly("orders:1");
  }

  @Test
  void anUnmappedRecordIsPassedOverWhereThatIsWantedBeItReadableOrNot() {
    SinkRecord keyless = new SinkRecord("shop.public.log", 0, null, null, null, Map.of("a", 1), 0);
    SinkRecord control = new SinkRecord("__walmirror.shop", 0, null, "k", null, "v", 0);
    try (RunningSink sink =
        RunningSink.start(
            redis.uri(),
            "redis.mappings",
            "a",
            "redis.mappings.a.topics",
            "shop.public.orders",
            "redis.unmapped",
            "ignore")) {
      sink.put(items.upsert(10, "id", 1), keyless, control, orders.upsert(10, "id", 1));
      assertThat(sink.context().reports()).isEmpty();
      assertThat(sink.isSettled()).isTrue();
    }
    assertThat(redis.keys("*")).containsExactly("orders:1");
  }

  @Test
  void aDamagedSweepIsRejectedWhateverTheMappingsTakeAndOneOfAnotherTablePasses() {
    String position = Table.at(10).text();
    String sweep =
        "{\"kind\":\"sweep\",\"table\":\"public.%s\",\"before\":\"%s\","
            + "\"offsets\":{\"shop.public.items\":{}}}";
    try (RunningSink sink =
        RunningSink.start(
            redis.uri(),
            "redis.mappings",
            "a",
            "redis.mappings.a.topics",
            "shop.public.orders",
            "redis.unmapped",
            "ignore",
            "topics.regex",
            ".*",
            "errors.tolerance",
            "all")) {
      sink.put(control(sweep.formatted("items", position)));
      assertThat(sink.isSettled()).isTrue();
      assertThat(sink.context().reports()).isEmpty();
      sink.put(control(sweep.formatted("items", "damaged")));
      assertThat(sink.context().reports()).hasSize(1);
    }
  }

  private static SinkRecord control(String sweep) {
    return new SinkRecord("__walmirror.shop", 0, null, "k", null, sweep, 0);
  }

  @Test
  void keysOfTwoMappingsThatMeetAfterAllAreRejected() {
    try (RunningSink sink =
        RunningSink.start(
            redis.uri(),
            "redis.mappings",
            "a,b",
            "redis.mappings.a.topics",
            "shop.public.orders",
            "redis.mappings.b.topics",
            "shop.public.orders",
            "redis.mappings.b.key",
            "orders:${id}:b",
            "errors.tolerance",
            "all")) {
      sink.put(orders.upsert(10, "id", 1));
      assertThat(sink.context().reports()).hasSize(1);
      assertThat(sink.context().reports().get(0).error())
          .hasMessageContaining("the mappings b and a")
          .hasMessageContaining("redis.mappings.b.key");
    }
    assertThat(redis.keys("*")).containsExactly("orders:1");
  }

  @Test
  void everyInterleavingLeavesTheDumpOfTheInOrderRunInBothMappings() {
    Random random = new Random(SEED);
    String[] hashesAndDocuments = {
      "redis.mappings", "rows,docs",
      "redis.mappings.rows.topics", "*",
      "redis.mappings.docs.topics", "*",
      "redis.mappings.docs.type", "string",
      "redis.mappings.docs.key", "doc/${table}/${id}",
      "redis.mappings.rows.keyspace", "${table}"
    };
    Replay replay = Replay.into(redis, hashesAndDocuments);
    for (int i = 0; i < 5; i++) {
      History history = History.random(random, History.Subject.of("t"), Kind.WHOLE_ROWS, 40);
      Dump inOrder = replay.inOrder(history.records());
      Map<String, Map<String, String>> both = new TreeMap<>();
      history
          .rows()
          .forEach(
              (key, row) -> {
                both.put(key, row);
                both.put("doc/" + key.replace(':', '/'), row);
              });
      assertThat(inOrder.rows()).as("seed %s", SEED).isEqualTo(both);
      assertThat(replay.interleaved(history.deliveries(), random).state())
          .as("seed %s", SEED)
          .isEqualTo(inOrder.state());
    }
  }

  private void cache(int id) {
    redis.client().call("SET", "cache:order:" + id, "cached");
  }
}
