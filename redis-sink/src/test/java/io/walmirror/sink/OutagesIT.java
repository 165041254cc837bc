package io.walmirror.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.walmirror.sink.fixture.RealRedis;
import io.walmirror.sink.fixture.RunningSink;
import io.walmirror.sink.fixture.Table;
import io.walmirror.stack.proof.Tries;
import io.walmirror.stack.proxy.Direction;
import io.walmirror.stack.proxy.TcpProxy;
import io.walmirror.stack.server.SinkUser;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A real Redis that is full, read-only, frozen, killed or cut off, and comes back. */
class OutagesIT {

  private final Table orders = Table.orders();
  @AutoClose private final RealRedis redis = RealRedis.startDurable();

  @Test
  void aFullRedisGetsEverythingWhenItHasRoomAgain() {
    try (RunningSink sink = RunningSink.start(redis.uri())) {
      redis.client().call("CONFIG", "SET", "maxmemory", "1");
      assertThatThrownBy(() -> sink.putOnce(batch()))
          .isInstanceOf(RetriableException.class)
          .hasMessageContaining("OOM");
      redis.client().call("CONFIG", "SET", "maxmemory", "0");
      sink.put(batch());
      assertMirrored();
    }
  }

  @Test
  void aReadOnlyRedisGetsEverythingWhenItIsAMasterAgain() {
    try (RunningSink sink = RunningSink.start(redis.uri())) {
      sink.put(orders.upsert(1, "id", 1, "customer", "before"));
      redis.client().call("REPLICAOF", "127.0.0.1", "1");
      assertThatThrownBy(() -> sink.putOnce(batch()))
          .isInstanceOf(RetriableException.class)
          .hasMessageContaining("READONLY");
      redis.client().call("REPLICAOF", "NO", "ONE");
      sink.put(batch());
      assertMirrored();
    }
  }

  @Test
  void aRedisWithTooFewReplicasGetsEverythingWhenItHasEnough() {
    // Redis 6.2 does not count its replicas before the commands of a script.
    assumeFalse(redis.client().text("INFO", "server").contains("redis_version:6."));
    try (RunningSink sink = RunningSink.start(redis.uri())) {
      redis.client().call("CONFIG", "SET", "min-replicas-to-write", "1");
      assertThatThrownBy(() -> sink.putOnce(batch()))
          .isInstanceOf(RetriableException.class)
          .hasMessageContaining("NOREPLICAS");
      redis.client().call("CONFIG", "SET", "min-replicas-to-write", "0");
      sink.put(batch());
      assertMirrored();
    }
  }

  @Test
  void aFrozenRedisNeverHoldsTheTaskForLong() {
    try (RunningSink sink = RunningSink.start(redis.uri(), "redis.timeout.ms", "500")) {
      // A machine that stands still for a moment is not the task's doing.
      Duration took =
          Tries.until(5, each -> each.toMillis() < 2_000, () -> calledWhileFrozen(sink));
      assertThat(took).isLessThan(Duration.ofSeconds(2));
      sink.put(batch());
      assertMirrored();
    }
  }

  /** How long the longer of two calls took. */
  private Duration calledWhileFrozen(RunningSink sink) {
    sink.put(orders.upsert(1, "id", 1, "customer", "before"));
    redis.server().pause();
    Duration longest = Duration.ZERO;
    for (int i = 0; i < 2; i++) {
      long started = System.nanoTime();
      assertThatThrownBy(() -> sink.putOnce(large())).isInstanceOf(RetriableException.class);
      longest = Collections.max(List.of(longest, Duration.ofNanos(System.nanoTime() - started)));
    }
    redis.server().resume();
    return longest;
  }

  @Test
  void aRedisThatWasKilledGetsEverythingWhenItIsBack() {
    try (RunningSink sink = RunningSink.start(redis.uri())) {
      List<SinkRecord> batch = batch();
      sink.put(batch.subList(0, 100));
      redis.server().kill();
      assertThatThrownBy(() -> sink.putOnce(batch)).isInstanceOf(RetriableException.class);
      redis.server().start();
      redis.reconnect();
      sink.put(batch);
      assertMirrored();
    }
  }

  @Test
  void whatWasAppliedWithoutItsAnswerArrivingIsRepeatedAndChangesNothing() {
    try (TcpProxy proxy = TcpProxy.before(redis.server().host(), redis.server().port());
        RunningSink sink =
            RunningSink.start(
                SinkUser.in(URI.create("redis://" + proxy.host() + ":" + proxy.port())).toString(),
                "redis.timeout.ms",
                "500")) {
      sink.put(orders.upsert(1, "id", 1, "customer", "before"));
      proxy.blackhole(Direction.TO_CLIENT);
      List<SinkRecord> batch = batch();
      assertThatThrownBy(() -> sink.putOnce(batch))
          .isInstanceOf(RetriableException.class)
          .hasMessageContaining("LOST");
      // It still may be doing it: its log is on a disk.
      awaitApplied();
      SortedMap<String, String> applied = redis.client().dump();
      assertThat(applied).as("Redis did it").containsKey("orders:200");
      proxy.cut();
      proxy.heal();
      sink.put(batch);
      assertThat(redis.client().dump()).isEqualTo(applied);
      assertMirrored();
    }
  }

  private void awaitApplied() {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!redis.row("orders:200").getOrDefault("customer", "").equals("new")
        || redis.keys("orders:*").size() != 190) {
      assertThat(System.nanoTime()).as("Redis did it").isLessThan(end);
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  @Test
  void aUserWithoutTheRightsFailsWithWhatToDo() {
    redis.client().call("ACL", "SETUSER", "reader", "on", ">secret", "~*", "+@read", "+client");
    String uri = redis.uri("reader", "secret");
    try (RunningSink sink = RunningSink.start(uri)) {
      assertThatThrownBy(() -> sink.putOnce(batch()))
          .isExactlyInstanceOf(ConnectException.class)
          .hasMessageContaining("NOPERM")
          .hasMessageContaining("grant the user");
    }
  }

  /** The control: less than the page lists is not enough. */
  @Test
  void aUserWithoutACommandThatTheScriptNeedsFailsToo() {
    redis.client().call(SinkUser.ofPage().with("-hset").command());
    try (RunningSink sink = RunningSink.start(redis.uri(), "errors.tolerance", "all")) {
      assertThatThrownBy(() -> sink.putOnce(batch()))
          .isExactlyInstanceOf(ConnectException.class)
          .hasMessageContaining("NOPERM");
      assertThat(sink.context().reports()).isEmpty();
    }
  }

  @Test
  void aUserWithoutTheKeysOfATableFails() {
    redis.client().call(SinkUser.ofPage().command());
    Table items = Table.orders("items");
    try (RunningSink sink = RunningSink.start(redis.uri())) {
      assertThatThrownBy(() -> sink.putOnce(List.of(items.upsert(10, "id", 1))))
          .isExactlyInstanceOf(ConnectException.class)
          .hasMessageContaining("NOPERM");
    }
  }

  @Test
  void aUserWithJustWhatThePageListsMirrorsEverything() {
    redis.client().call(SinkUser.ofPage().command());
    try (RunningSink sink = RunningSink.start(redis.uri() + "/0")) {
      sink.put(batch());
      assertMirrored();
    }
  }

  /** Inserts 200 rows, updates half of them, deletes ten. */
  private List<SinkRecord> batch() {
    List<SinkRecord> batch = new ArrayList<>();
    IntStream.rangeClosed(1, 200)
        .forEach(id -> batch.add(orders.upsert(1000 + id, "id", id, "customer", "old")));
    IntStream.rangeClosed(101, 200)
        .forEach(id -> batch.add(orders.upsert(2000 + id, "id", id, "customer", "new")));
    IntStream.rangeClosed(1, 10).forEach(id -> batch.add(orders.delete(3000 + id, "id", id)));
    return batch;
  }

  /** More than the buffers between here and Redis hold. */
  private List<SinkRecord> large() {
    String note = "x".repeat(1 << 20);
    return IntStream.rangeClosed(1, 20)
        .mapToObj(id -> orders.upsert(500, "id", id, "customer", "large", "note", note))
        .toList();
  }

  private void assertMirrored() {
    assertThat(redis.keys("orders:*")).hasSize(190);
    assertThat(redis.row("orders:11")).isEqualTo(Map.of("id", "11", "customer", "old"));
    assertThat(redis.row("orders:200")).isEqualTo(Map.of("id", "200", "customer", "new"));
    assertThat(redis.exists("orders:10")).isFalse();
  }
}
