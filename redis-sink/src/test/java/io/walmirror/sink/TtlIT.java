package io.walmirror.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.sink.fixture.Consumers;
import io.walmirror.sink.fixture.Dump;
import io.walmirror.sink.fixture.History;
import io.walmirror.sink.fixture.History.Kind;
import io.walmirror.sink.fixture.RealRedis;
import io.walmirror.sink.fixture.Replay;
import io.walmirror.sink.fixture.RunningSink;
import io.walmirror.sink.fixture.SharedRedis;
import io.walmirror.sink.fixture.Table;
import io.walmirror.sink.fixture.Table.Form;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that expire: at a moment, which no replay moves and after which none brings them back. */
@Timeout(120)
@ExtendWith(SharedRedis.class)
class TtlIT {

  private static final long SEED = Long.getLong("walmirror.seed", System.nanoTime());

  /** When the fixture's changes are committed, in a while from now. */
  private static final long COMMIT = Table.COMMITTED;

  private static final long TOMBSTONE = 3_600_000;
  private static final String UNTIL = "${until}";

  private final RealRedis redis;
  private final Table orders = Table.orders();
  private final Table sessions = sessions();

  TtlIT(RealRedis redis) {
    this.redis = redis;
  }

  private static Table sessions() {
    Map<String, Schema> columns = new LinkedHashMap<>();
    columns.put("id", Schema.INT32_SCHEMA);
    columns.put("note", Schema.OPTIONAL_STRING_SCHEMA);
    columns.put(
        "until", SchemaBuilder.int64().name("io.debezium.time.Timestamp").optional().build());
    return Table.of("public", "sessions", columns, List.of("id"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hash", "string"})
  void aRowExpiresAtAMomentThatAReplayDoesNotMove(String type) {
    SinkRecord row = orders.upsert(10, "id", 1);
    for (int replay = 0; replay < 3; replay++) {
      try (RunningSink sink = start("60", "redis.type", type)) {
        sink.put(row);
      }
      assertThat(expiry("orders:1")).isEqualTo(COMMIT + 60_000);
      assertThat(expiry(versionKey())).isEqualTo(COMMIT + 60_000 + TOMBSTONE);
    }
    try (RunningSink sink = start("30", "redis.type", type)) {
      sink.put(row);
    }
    assertThat(expiry("orders:1")).as("the setting changed").isEqualTo(COMMIT + 30_000);
    try (RunningSink sink = start("60", "redis.type", type)) {
      sink.put(orders.upsert(5, "id", 1));
    }
    assertThat(expiry("orders:1")).as("an older row").isEqualTo(COMMIT + 30_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hash", "string"})
  void anExpiredRowIsBroughtBackByNoReplayAndNoOlderRow(String type) {
    SinkRecord row = session(20, 1, System.currentTimeMillis() + 1500);
    SinkRecord older = session(10, 1, COMMIT);
    try (RunningSink sink = start(UNTIL, "redis.type", type)) {
      sink.put(row);
      assertThat(redis.exists("sessions:1")).isTrue();
      awaitExpiry("sessions:1");
      sink.put(row);
      sink.put(older);
      assertThat(redis.exists("sessions:1")).isFalse();
      sink.put(session(30, 1, COMMIT));
      assertThat(expiry("sessions:1")).as("a newer row lives").isEqualTo(COMMIT);
    }
  }

  /** The controls: without the version that outlives the row, or without fence, it does. */
  @ParameterizedTest
  @ValueSource(strings = {"hash", "string"})
  void withoutItsVersionInASideKeyAnOlderRowComesBack(String type) {
    SinkRecord row = session(20, 1, System.currentTimeMillis() + 1500);
    SinkRecord older = session(10, 1, COMMIT);
    try (RunningSink sink = start(UNTIL, "redis.type", type)) {
      sink.put(row);
      awaitExpiry("sessions:1");
      redis.client().call("DEL", versionKey());
      sink.put(older);
      assertThat(redis.exists("sessions:1")).isTrue();
    }
    try (RunningSink plain = start(UNTIL, "redis.type", type, "redis.fence", "off")) {
      plain.put(row);
      assertThat(redis.exists("sessions:1")).as("expired").isFalse();
      plain.put(older);
      assertThat(expiry("sessions:1")).isEqualTo(COMMIT);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hash", "string"})
  void aRowThatIsExpiredAlreadyIsADelete(String type) {
    try (RunningSink sink = start(UNTIL, "redis.type", type)) {
      sink.put(session(10, 1, COMMIT));
      sink.put(session(20, 1, 1_000L));
      assertThat(redis.exists("sessions:1")).isFalse();
      assertThat(redis.client().text("GET", versionKey())).isEqualTo(Table.at(20).text());
      assertThat(redis.client().number("PTTL", versionKey())).isBetween(3_500_000L, TOMBSTONE);
      sink.put(session(15, 1, COMMIT));
      assertThat(redis.exists("sessions:1")).as("older").isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hash", "string"})
  void aRowWithoutMomentIsKeptAndLosesTheTtlThatItHad(String type) {
    try (RunningSink sink = start(UNTIL, "redis.type", type)) {
      sink.put(session(10, 1, COMMIT));
      sink.put(session(20, 1, null));
      assertThat(redis.client().number("PTTL", "sessions:1")).isEqualTo(-1);
      sink.put(session(15, 1, COMMIT));
      assertThat(redis.client().number("PTTL", "sessions:1")).as("older").isEqualTo(-1);
      sink.put(session(30, 1, COMMIT));
      assertThat(expiry("sessions:1")).isEqualTo(COMMIT);
    }
  }

  @Test
  void aRecordsHeaderOutranksTheSetting() {
    SinkRecord row = orders.upsert(10, "id", 1);
    row.headers().addString("redis.key.ttl", "5");
    try (RunningSink sink = start("0")) {
      sink.put(row, orders.upsert(10, "id", 2));
    }
    assertThat(expiry("orders:1")).isEqualTo(COMMIT + 5_000);
    assertThat(redis.client().number("PTTL", "orders:2")).isEqualTo(-1);
  }

  @Test
  void withoutTheSettingTtlsOfOthersAndHeadersAreLeftAlone() {
    SinkRecord row = orders.upsert(10, "id", 1);
    row.headers().addString("redis.key.ttl", "5");
    try (RunningSink sink = RunningSink.start(redis.uri())) {
      sink.put(row);
      assertThat(redis.client().number("PTTL", "orders:1")).isEqualTo(-1);
      redis.client().call("EXPIRE", "orders:1", "100");
      sink.put(orders.upsert(20, "id", 1));
      assertThat(redis.client().number("PTTL", "orders:1")).isPositive();
    }
  }

  @Test
  void partialRowsAndTheirLagsExpireTogetherAndOlderRowsStillFillThemIn() {
    try (RunningSink sink = start("60")) {
      sink.put(
          orders.upsert(Form.ENVELOPE, "u", Table.at(20), List.of("note"), Table.row("id", 1)));
      String lag = redis.keys("walmirror:1:lag:*").get(0);
      assertThat(expiry(lag)).isEqualTo(expiry("orders:1")).isEqualTo(COMMIT + 60_000);
      sink.put(orders.upsert(10, "id", 1, "note", "from before"));
      assertThat(redis.row("orders:1")).containsEntry("note", "from before");
      assertThat(expiry("orders:1")).isEqualTo(COMMIT + 60_000);
    }
  }

  @Test
  void mappingsWithAndWithoutTtlShareABatch() {
    try (RunningSink sink =
        RunningSink.start(
            redis.uri(),
            "redis.mappings",
            "a,b",
            "redis.mappings.a.topics",
            "*",
            "redis.mappings.b.topics",
            "*",
            "redis.mappings.b.keyspace",
            "short/${table}",
            "redis.mappings.b.key.ttl",
            "60")) {
      List<SinkRecord> rows = new ArrayList<>();
      for (int id = 0; id < 100; id++) {
        rows.add(orders.upsert(10, "id", id));
      }
      sink.put(rows);
    }
    assertThat(redis.client().number("PTTL", "orders:99")).isEqualTo(-1);
    assertThat(expiry("short/orders:99")).isEqualTo(COMMIT + 60_000);
    assertThat(redis.keys("*orders:*")).hasSize(300);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hash", "string"})
  void everyInterleavingLeavesTheDumpOfTheInOrderRun(String type) {
    Random random = new Random(SEED);
    Kind kind = type.equals("hash") ? Kind.EVERYTHING : Kind.WHOLE_ROWS;
    Replay replay = Replay.into(redis, "redis.key.ttl", "60", "redis.type", type);
    for (int i = 0; i < 5; i++) {
      History history = History.random(random, History.Subject.of("t" + i), kind, 40);
      // Every record has an envelope or a moment of its own, so that all can tell when they expire.
      history.deliveries().forEach(each -> each.record().headers().addString("redis.key.ttl", "0"));
      history.deliveries().stream()
          .filter(each -> each.record().value() != null && each.record().kafkaOffset() % 3 != 0)
          .filter(each -> each.record().toString().contains("source"))
          .forEach(each -> each.record().headers().addString("redis.key.ttl", "60"));
      Dump inOrder = replay.inOrder(history.records());
      assertThat(inOrder.keys()).as("seed %s", SEED).hasSameSizeAs(history.rows().keySet());
      assertThat(replay.interleaved(history.deliveries(), random).state())
          .as("seed %s", SEED)
          .isEqualTo(inOrder.state());
    }
  }

  private SinkRecord session(long lsn, int id, Long until) {
    return sessions.upsert(lsn, "id", id, "until", until);
  }

  private String versionKey() {
    List<String> keys = redis.keys("walmirror:1:v:*");
    assertThat(keys).hasSize(1);
    return keys.get(0);
  }

  private long expiry(String key) {
    return redis.client().number("PEXPIRETIME", key);
  }

  private void awaitExpiry(String key) {
    while (redis.exists(key)) {
      Thread.onSpinWait();
    }
  }

  private RunningSink start(String ttl, String... settings) {
    String[] all = new String[settings.length + 2];
    System.arraycopy(settings, 0, all, 2, settings.length);
    all[0] = "redis.key.ttl";
    all[1] = ttl;
    return RunningSink.start(redis.uri(), Consumers.hearing(all));
  }
}
