package io.walmirror.stack.up;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.stack.Part;
import io.walmirror.stack.Stack;
import io.walmirror.stack.StackOptions;
import io.walmirror.stack.resp.RespClient;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OrderProbesIT {

  private static Stack stack;
  private final BlockingQueue<Duration> seen = new LinkedBlockingQueue<>();
  private OrderProbes probes;
  private RespClient redis;

  @BeforeAll
  static void start() {
    stack = Stack.start(StackOptions.only(Part.REDIS));
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @BeforeEach
  void open() {
    redis = stack.redis().client();
    probes = new OrderProbes(stack.redis()::client, "orders", (at, took) -> seen.add(took));
    probes.start();
  }

  @AfterEach
  void close() {
    probes.close();
    redis.call("FLUSHALL");
    redis.close();
  }

  @Test
  void theTimeToTheKeyIsMeasured() throws Exception {
    long committed = System.nanoTime();
    probes.committed(7, Instant.now(), committed);
    assertThat(probes.isAwaited(7)).isTrue();
    TimeUnit.MILLISECONDS.sleep(60);
    assertThat(seen).isEmpty();
    assertThat(probes.lag()).isGreaterThan(Duration.ofMillis(55));
    redis.call("HSET", "orders:7", "id", "7");
    Duration took = seen.poll(10, TimeUnit.SECONDS);

    assertThat(took)
        .isGreaterThanOrEqualTo(Duration.ofMillis(60))
        .isLessThanOrEqualTo(Duration.ofNanos(System.nanoTime() - committed));
    assertThat(probes.isAwaited(7)).isFalse();
    assertThat(probes.lag()).isZero();
    assertThat(probes.latencies().count()).isEqualTo(1);
    assertThat(probes.latencies().p99()).isEqualTo(took);
  }

  @Test
  void anOrderThatComesLaterDoesNotWaitForAnEarlierOne() throws Exception {
    probes.committed(1, Instant.now(), System.nanoTime());
    probes.committed(2, Instant.now(), System.nanoTime());
    redis.call("HSET", "orders:2", "id", "2");

    assertThat(seen.poll(10, TimeUnit.SECONDS)).isNotNull();
    assertThat(probes.isAwaited(1)).isTrue();
    assertThat(probes.isAwaited(2)).isFalse();
  }

  @Test
  void aLostConnectionIsOpenedAgain() throws Exception {
    probes.committed(1, Instant.now(), System.nanoTime());
    redis.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    redis.call("HSET", "orders:1", "id", "1");

    assertThat(seen.poll(10, TimeUnit.SECONDS)).isNotNull();
  }
}
