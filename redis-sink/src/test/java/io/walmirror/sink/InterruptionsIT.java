package io.walmirror.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.sink.fixture.Dump;
import io.walmirror.sink.fixture.History;
import io.walmirror.sink.fixture.History.Delivery;
import io.walmirror.sink.fixture.RealRedis;
import io.walmirror.sink.fixture.RunningSink;
import io.walmirror.sink.fixture.Table;
import io.walmirror.sink.fixture.VersionMonitor;
import io.walmirror.stack.proof.Proof;
import io.walmirror.stack.resp.RespClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * A real Redis that something befalls in the middle of a batch: in the end it holds exactly what
 * the history leaves. Run again with {@code -Dwalmirror.seed=…}.
 */
class InterruptionsIT {

  private static final long SEED = Long.getLong("walmirror.seed", System.nanoTime());
  private static final int KILLS = 3;
  private static final int ROWS = 60_000;

  private final Random random = new Random(SEED);
  private final Table orders = Table.orders();
  @AutoClose private final RealRedis redis = RealRedis.startDurable();

  @Test
  void aRedisThatIsKilledInTheMiddleOfBatchesAndComesBackFromItsLogHasEverything()
      throws Exception {
    int interrupted = 0;
    int lost = 0;
    int keys = 0;
    try (RunningSink sink = RunningSink.start(redis.uri())) {
      for (int kill = 0; kill < KILLS; kill++) {
        List<SinkRecord> rows = rows(kill);
        int after = keys + 1 + random.nextInt(rows.size() / 2);
        keys += rows.size();
        CompletableFuture<Void> killing = CompletableFuture.runAsync(() -> killAfter(after));
        while (!killing.isDone()) {
          try {
            sink.putOnce(rows);
          } catch (RetriableException e) {
            interrupted++;
            lost += e.getMessage().contains("LOST") ? 1 : 0;
          }
        }
        killing.get();
        redis.server().start();
        redis.reconnect();
        sink.put(rows);
        assertThat(redis.keys("orders:*")).as("seed %s", SEED).hasSize(keys);
      }
    }
    assertThat(interrupted).as("calls that did not end well").isPositive();
    Proof.row(
        "A Redis that is killed in the middle of a batch holds every row in the end",
        "InterruptionsIT, Redis " + redis.version(),
        KILLS + " kills at a random row, restarts from the AOF, " + keys + " rows",
        SEED,
        interrupted + " calls did not end well, " + lost + " of them without an answer");
  }

  /** Between any two calls, and each time every script is new to the server. */
  @Test
  void aRedisThatForgetsItsScriptsAllTheTimeEndsAsTheHistory() {
    History history = history();
    try (VersionMonitor monitor = VersionMonitor.start(redis);
        RunningSink sink = RunningSink.start(redis.uri())) {
      for (SinkRecord record : records(history)) {
        redis.client().call("SCRIPT", "FLUSH");
        sink.put(record);
      }
      sink.settle();
      assertThat(monitor.violations()).isEmpty();
    }
    assertThat(Dump.of(redis.client()).rows()).as("seed %s", SEED).isEqualTo(history.rows());
  }

  @Test
  void aRedisThatIsBusyWithSomebodysScriptGetsEverythingWhenItIsNot() throws Exception {
    String limit = redis.version().startsWith("6") ? "lua-time-limit" : "busy-reply-threshold";
    redis.client().call("CONFIG", "SET", limit, "50");
    List<SinkRecord> rows = List.of(orders.upsert(10, "id", 1), orders.upsert(20, "id", 2));
    try (RunningSink sink = RunningSink.start(redis.uri());
        RespClient other = redis.server().client()) {
      sink.put(orders.upsert(1, "id", 9));
      CompletableFuture<Object> busy =
          CompletableFuture.supplyAsync(
              () -> other.answer("EVAL", "while true do local x = 1 end", "0"));
      awaitBusy();
      assertThatThrownBy(() -> sink.putOnce(rows))
          .isInstanceOf(RetriableException.class)
          .hasMessageContaining("BUSY");
      redis.client().call("SCRIPT", "KILL");
      busy.get(30, TimeUnit.SECONDS);
      sink.put(rows);
      assertThat(redis.keys("orders:*")).hasSize(3);
    }
  }

  private void awaitBusy() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!String.valueOf(redis.client().answer("GET", "x")).contains("BUSY")) {
      assertThat(System.nanoTime()).as("Redis becomes busy").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private void killAfter(int keys) {
    try (RespClient client = redis.server().client()) {
      while (client.number("DBSIZE") < keys) {
        Thread.onSpinWait();
      }
      redis.server().kill();
    }
  }

  private List<SinkRecord> rows(int kill) {
    List<SinkRecord> rows = new ArrayList<>();
    int each = ROWS / KILLS;
    for (int id = kill * each; id < (kill + 1) * each; id++) {
      rows.add(orders.upsert(1_000 + id, "id", id, "customer", "c" + id));
    }
    return rows;
  }

  private History history() {
    return History.random(random, History.Subject.of("orders"), History.Kind.NO_TRUNCATES, 5);
  }

  private static List<SinkRecord> records(History history) {
    return history.deliveries().stream().map(Delivery::record).toList();
  }
}
