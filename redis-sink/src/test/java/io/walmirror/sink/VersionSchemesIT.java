package io.walmirror.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.sink.fixture.Consumers;
import io.walmirror.sink.fixture.Dump;
import io.walmirror.sink.fixture.History;
import io.walmirror.sink.fixture.History.Delivery;
import io.walmirror.sink.fixture.Offsets;
import io.walmirror.sink.fixture.RealRedis;
import io.walmirror.sink.fixture.RecordingContext;
import io.walmirror.sink.fixture.Replay;
import io.walmirror.sink.fixture.RunningSink;
import io.walmirror.sink.fixture.SharedRedis;
import io.walmirror.sink.fixture.Table;
import io.walmirror.sink.fixture.Table.Form;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Versions that are no positions of ours, and what happens between the schemes. */
@ExtendWith(SharedRedis.class)
class VersionSchemesIT {

  private static final long SEED = Long.getLong("walmirror.seed", System.nanoTime());
  private static final int GROUPS = 15;
  private static final int HISTORIES = 20;
  private static final String NOTE = "walmirror:1:meta:mirror:default";

  private final RealRedis redis;
  private final Table orders = Table.orders();

  VersionSchemesIT(RealRedis redis) {
    this.redis = redis;
  }

  @Test
  void theFirstChangeDecidesForAllThatComeAfter() {
    RecordingContext context = RecordingContext.withReporter();
    try (RunningSink sink = RunningSink.start(redis.uri())) {
      sink.put(orders.upsert(10, "id", 1));
    }
    assertThat(redis.client().text("GET", NOTE)).isEqualTo("position");
    try (RunningSink sink =
        RunningSink.start(
            context, redis.uri(), "errors.tolerance", "all", "redis.keyspace", "orders")) {
      sink.put(plain(0, 5, Map.of("id", 2)));
    }
    assertThat(context.reports()).hasSize(1);
    assertThat(context.reports().get(0).error()).hasMessageContaining("walmirror.position");
    assertThat(redis.keys("orders:*")).containsExactly("orders:1");
  }

  @Test
  void plainRecordsWithTombstonesAreMirroredByTheirOffsets() {
    try (RunningSink sink = RunningSink.start(redis.uri(), "redis.keyspace", "orders")) {
      sink.put(plain(3, 5, Map.of("id", 1, "n", 1)), plain(3, 6, Map.of("id", 1, "n", 2)));
      assertThat(redis.client().text("GET", NOTE)).isEqualTo("offset");
      assertThat(redis.hash("orders:k").get("_v"))
          .startsWith("k00000000" + "00000003" + "0000000000000006#");
      sink.put(plain(3, 5, Map.of("id", 1, "n", 1)));
      assertThat(redis.row("orders:k")).as("a replay").containsEntry("n", "2");
      sink.put(plain(3, 7, null), plain(3, 5, Map.of("id", 1, "n", 1)));
      assertThat(redis.exists("orders:k")).as("deleted, and not resurrected").isFalse();
    }
  }

  @Test
  void everyInterleavingOfPlainRecordsLeavesTheRowsOfTheInOrderRun() {
    Random random = new Random(SEED);
    int wrongWithoutFence = 0;
    for (int i = 0; i < GROUPS; i++) {
      History history = history(random);
      List<Delivery> deliveries = byOffset(history.deliveries());
      assertThat(Replay.into(redis).interleaved(deliveries, random).rows())
          .as("group %s, seed %s", i, SEED)
          .isEqualTo(history.rows());
      Dump unfenced = Replay.into(redis, "redis.fence", "off").interleaved(deliveries, random);
      wrongWithoutFence += unfenced.rows().equals(history.rows()) ? 0 : 1;
    }
    assertThat(wrongWithoutFence).as("control without fence, seed %s", SEED).isPositive();
  }

  @Test
  void offsetsTakeOverFromPositionsWhereTheyAreSaidToSupersedeThem() {
    Random random = new Random(SEED);
    for (int i = 0; i < GROUPS; i++) {
      redis.empty();
      History history = history(random);
      List<SinkRecord> before = history.records();
      try (RunningSink sink = RunningSink.start(redis.uri())) {
        sink.put(before.subList(0, random.nextInt(before.size())));
      }
      try (Consumers consumers =
          new Consumers(
              redis.uri(),
              byOffset(history.deliveries()),
              random,
              () -> {},
              "redis.version",
              "offset",
              "redis.fence.supersedes",
              "position")) {
        consumers.run();
      }
      assertThat(Dump.of(redis.client()).rows())
          .as("group %s, seed %s", i, SEED)
          .isEqualTo(history.rows());
    }
    assertThat(redis.client().text("GET", NOTE)).isEqualTo("offset");
  }

  @Test
  void anotherSchemeStopsTheTaskUnlessItIsSaidToSupersede() {
    try (RunningSink sink = RunningSink.start(redis.uri())) {
      sink.put(orders.upsert(10, "id", 1), orders.delete(10, "id", 2));
    }
    try (RunningSink sink = RunningSink.start(redis.uri(), "redis.version", "offset")) {
      assertThatThrownBy(() -> sink.putOnce(List.of(orders.upsert(20, "id", 1))))
          .isExactlyInstanceOf(ConnectException.class)
          .hasMessageContaining("version scheme changed")
          .hasMessageContaining("redis.fence.supersedes=position");
    }
    assertThat(redis.hash("orders:1").get("_v")).startsWith("p");
  }

  @Test
  void aKeyOfAnotherSchemeIsRejectedAndNeverCompared() {
    try (RunningSink sink = RunningSink.start(redis.uri())) {
      sink.put(orders.upsert(10, "id", 1), orders.delete(10, "id", 2));
    }
    redis.client().call("DEL", NOTE);
    RecordingContext context = RecordingContext.withReporter();
    List<SinkRecord> changes =
        List.of(orders.upsert(20, "id", 1), orders.upsert(20, "id", 2), orders.delete(20, "id", 1));
    try (RunningSink sink =
        RunningSink.start(
            context, redis.uri(), "errors.tolerance", "all", "redis.version", "offset")) {
      sink.put(changes);
    }
    assertThat(context.reports()).hasSize(3);
    assertThat(context.reports().get(0).error()).hasMessageContaining("version scheme changed");
    assertThat(redis.keys("orders:*")).containsExactly("orders:1");
    try (RunningSink sink =
        RunningSink.start(
            redis.uri(), "redis.version", "offset", "redis.fence.supersedes", "position")) {
      sink.put(changes);
    }
    assertThat(redis.keys("orders:*")).as("control: superseded").containsExactly("orders:2");
  }

  @Test
  void aKeyOfAnotherPartitionIsRejectedUnlessItsGenerationIsOlder() {
    RecordingContext context = RecordingContext.withReporter();
    String[] settings = {"redis.keyspace", "orders", "errors.tolerance", "all"};
    try (RunningSink sink = RunningSink.start(context, redis.uri(), settings)) {
      sink.put(plain(1, 500, Map.of("n", 1)), plain(2, 7, Map.of("n", 2)), plain(2, 8, null));
    }
    assertThat(context.reports()).hasSize(2);
    assertThat(context.reports().get(0).error())
        .hasMessageContaining("version scheme changed")
        .hasMessageContaining("redis.version.generation");
    assertThat(redis.row("orders:k")).isEqualTo(Map.of("n", "1"));
    try (RunningSink sink =
        RunningSink.start(
            context, redis.uri(), "redis.keyspace", "orders", "redis.version.generation", "1")) {
      sink.put(plain(2, 7, Map.of("n", 2)));
    }
    try (RunningSink zombie = RunningSink.start(context, redis.uri(), settings)) {
      zombie.put(plain(1, 501, Map.of("n", 3)));
    }
    assertThat(redis.row("orders:k")).isEqualTo(Map.of("n", "2"));
  }

  @Test
  void debeziumsSequenceOrdersWhatInterleavedTransactionsWrote() {
    // Transaction 1 wrote the row at 120 and committed at 200; transaction 2 at 110, after it.
    SinkRecord first = event("[\"100\",\"120\"]", 120, Map.of("id", 1, "n", 1));
    SinkRecord second = event("[\"200\",\"110\"]", 110, Map.of("id", 1, "n", 2));
    for (List<SinkRecord> order : List.of(List.of(first, second), List.of(second, first))) {
      redis.empty();
      try (RunningSink sink = RunningSink.start(redis.uri(), "redis.version", "debezium")) {
        sink.put(order);
      }
      assertThat(redis.row("orders:1")).containsEntry("n", "2");
    }
    redis.empty();
    try (RunningSink control = RunningSink.start(redis.uri())) {
      control.put(byOffset(second, 1), byOffset(first, 2));
    }
    assertThat(redis.row("orders:1")).as("control: arrival decides").containsEntry("n", "1");
  }

  /** As Debezium's are, which say neither table nor operation. */
  @Test
  void aBareTombstoneIsOfTheTableThatItsTopicWasOf() {
    SinkRecord event = byOffset(orders.upsert(10, "id", 1), 1);
    SinkRecord tombstone = bare(orders.tombstone(30, "id", 1), 7);
    try (RunningSink sink = RunningSink.start(redis.uri())) {
      sink.put(bare(orders.tombstone(5, "id", 1), 0), event);
      assertThat(redis.keys("orders:*")).containsExactly("orders:1");
    }
    assertThat(redis.client().text("GET", NOTE + ":shop.public.orders")).isEqualTo("public.orders");
    try (RunningSink later = RunningSink.start(redis.uri())) {
      later.put(tombstone, event);
      assertThat(redis.keys("orders:*")).as("begins with a tombstone").isEmpty();
    }
    redis.empty();
    try (RunningSink forgetful = RunningSink.start(redis.uri(), "redis.version", "offset")) {
      forgetful.put(event);
      redis.client().call("DEL", NOTE + ":shop.public.orders");
    }
    try (RunningSink control = RunningSink.start(redis.uri())) {
      control.put(tombstone);
      assertThat(redis.keys("orders:*")).as("control: nothing was noted").hasSize(1);
    }
  }

  @Test
  void aTruncateNeedsVersionsThatOrderAllPartitions() {
    SinkRecord truncate = event("[\"300\",\"300\"]", 300, null);
    try (RunningSink sink = RunningSink.start(redis.uri(), "redis.version", "debezium")) {
      sink.put(
          event("[\"100\",\"120\"]", 120, Map.of("id", 1)),
          event("[\"400\",\"400\"]", 400, Map.of("id", 2)),
          truncate);
      sink.settle();
      sink.put(event("[\"100\",\"125\"]", 125, Map.of("id", 3)));
    }
    assertThat(redis.keys("orders:*")).containsExactly("orders:2");

    redis.empty();
    RecordingContext context = RecordingContext.withReporter();
    try (RunningSink sink = RunningSink.start(context, redis.uri(), "errors.tolerance", "all")) {
      sink.put(byOffset(event("", 1, Map.of("id", 1)), 1), byOffset(truncate, 2));
    }
    assertThat(context.reports()).hasSize(1);
    assertThat(context.reports().get(0).error())
        .hasMessageContaining("redis.version=debezium")
        .hasMessageContaining("redis.truncate=ignore");
    assertThat(redis.keys("orders:*")).containsExactly("orders:1");
  }

  @Test
  void aTruncateOfANewSchemeRemovesWhatTheSupersededOneWrote() {
    try (RunningSink sink = RunningSink.start(redis.uri())) {
      sink.put(orders.upsert(10, "id", 1), orders.truncate(5), orders.upsert(12, "id", 2));
      sink.settle();
    }
    try (RunningSink sink =
        RunningSink.start(
            redis.uri(), "redis.version", "debezium", "redis.fence.supersedes", "position")) {
      sink.put(
          event("[\"400\",\"400\"]", 400, Map.of("id", 2)), event("[\"300\",\"300\"]", 300, null));
      sink.settle();
    }
    assertThat(redis.keys("orders:*")).containsExactly("orders:2");
  }

  private static History history(Random random) {
    return History.random(
        random, History.Subject.of("orders"), History.Kind.ONLY_IN_ORDER, HISTORIES);
  }

  /** The same without positions, each partition with offsets of its own. */
  private static List<Delivery> byOffset(List<Delivery> deliveries) {
    long[] next = new long[History.PARTITIONS];
    List<Delivery> plain = new ArrayList<>();
    for (Delivery each : deliveries) {
      int partition = each.partition();
      plain.add(new Delivery(at(each.record(), partition, next[partition]++), partition));
    }
    return plain;
  }

  private static SinkRecord bare(SinkRecord tombstone, long offset) {
    Headers none = new ConnectHeaders();
    return byOffset(
        tombstone.newRecord(
            tombstone.topic(), 0, tombstone.keySchema(), tombstone.key(), null, null, null, none),
        offset);
  }

  private static SinkRecord byOffset(SinkRecord record, long offset) {
    return at(record, 0, offset);
  }

  private static SinkRecord at(SinkRecord record, int partition, long offset) {
    SinkRecord placed = Offsets.at(record, partition, offset);
    placed.headers().remove("walmirror.position");
    return placed;
  }

  private static SinkRecord plain(int partition, long offset, Map<String, ?> row) {
    return new SinkRecord("any", partition, null, "k", null, row, offset);
  }

  /** An event of Debezium's connector; without row a TRUNCATE. */
  private SinkRecord event(String sequence, long lsn, Map<String, Object> row) {
    SinkRecord record =
        row == null
            ? orders.truncate(Form.ENVELOPE_MAP, Table.at(lsn))
            : orders.upsert(Form.ENVELOPE_MAP, "u", Table.at(lsn), List.of(), row);
    Map<Object, Object> envelope = new HashMap<>((Map<?, ?>) record.value());
    Map<Object, Object> source = new HashMap<>((Map<?, ?>) envelope.get("source"));
    source.put("sequence", sequence);
    source.put("lsn", lsn);
    envelope.put("source", source);
    return byOffset(
        record.newRecord(record.topic(), 0, null, record.key(), null, envelope, null), lsn);
  }
}
