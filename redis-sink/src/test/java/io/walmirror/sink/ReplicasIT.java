package io.walmirror.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.sink.fixture.RealRedis;
import io.walmirror.sink.fixture.RunningSink;
import io.walmirror.sink.fixture.Table;
import io.walmirror.stack.resp.RespClient;
import io.walmirror.stack.server.RedisOptions;
import io.walmirror.stack.server.SinkUser;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/** A Redis with a replica that falls behind, and what {@code redis.wait.replicas} makes of it. */
class ReplicasIT {

  private static final String[] WAITING = {
    "redis.wait.replicas", "1", "redis.wait.timeout.ms", "200"
  };

  private final Table orders = Table.orders();

  @Test
  void aRowCountsAsAppliedWhenAReplicaHasIt() {
    try (RealRedis master = RealRedis.start();
        RealRedis replica = replicaOf(master);
        RunningSink sink = RunningSink.start(master.uri(), WAITING)) {
      master.client().call("ACL", "SETUSER", SinkUser.NAME, "+wait");
      List<SinkRecord> first = List.of(orders.upsert(10, "id", 1));
      sink.put(first);
      assertThat(replica.exists("orders:1")).as("at once, for it was waited for").isTrue();

      List<SinkRecord> second = List.of(orders.upsert(20, "id", 2));
      replica.server().pause();
      assertThatThrownBy(() -> sink.putOnce(second))
          .isInstanceOf(RetriableException.class)
          .hasMessageContaining("0 of 1 replicas");
      assertThat(sink.isSettled()).isFalse();
      assertThat(master.exists("orders:2")).as("the master has it").isTrue();
      replica.server().resume();
      sink.put(second);

      assertThat(sink.isSettled()).isTrue();
      assertThat(replica.exists("orders:2")).isTrue();
    }
  }

  /** The control: whoever does not ask is told that all is well. */
  @Test
  void withoutWaitingARowCountsAsAppliedThoughNoReplicaHasIt() {
    try (RealRedis master = RealRedis.start();
        RealRedis replica = replicaOf(master);
        RunningSink sink = RunningSink.start(master.uri())) {
      replica.server().pause();
      sink.put(orders.upsert(10, "id", 1));
      assertThat(sink.isSettled()).isTrue();
      replica.server().resume();
    }
  }

  private static RealRedis replicaOf(RealRedis master) {
    RealRedis replica =
        RealRedis.start(
            RedisOptions.defaults()
                .withLine("replicaof " + master.server().host() + " " + master.server().port()));
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    try (RespClient client = replica.server().client()) {
      while (!client.text("INFO", "replication").contains("master_link_status:up")) {
        assertThat(System.nanoTime()).as("the replica follows").isLessThan(end);
        Thread.onSpinWait();
      }
    }
    return replica;
  }
}
