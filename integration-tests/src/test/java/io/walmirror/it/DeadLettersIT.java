package io.walmirror.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.it.scene.Await;
import io.walmirror.it.scene.RedisDatabase;
import io.walmirror.it.scene.Scene;
import io.walmirror.it.scene.SharedStack;
import io.walmirror.it.topic.Topics;
import io.walmirror.stack.Stack;
import io.walmirror.stack.proof.Proof;
import io.walmirror.stack.resp.RespClient;
import io.walmirror.stack.server.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A hundred rows a second that Redis refuses go to the dead letter queue; the others do not wait.
 */
@ExtendWith(SharedStack.class)
class DeadLettersIT {

  private static final int MOST_ROUNDS = 9;
  private static final int ROUNDS = 3;
  private static final int PROBES = 300;
  private static final int BAD_ROWS = 20;
  private static final double MOST_GROWTH_MILLIS = 50;

  @Test
  void refusedRowsDoNotSlowTheOthersDown(Stack stack) {
    try (Scene scene = Scene.open(stack)) {
      Note.create(scene.database());
      scene.database().execute("CREATE TABLE bad (id integer PRIMARY KEY, rev bigint NOT NULL)");
      scene.startSource("source", scene.source());
      RedisDatabase redis = scene.emptyRedis();
      Map<String, String> sink = scene.sink(redis);
      String queue = scene.prefix() + "dlq";
      sink.put("errors.tolerance", "all");
      sink.put("errors.deadletterqueue.topic.name", queue + ".rows");
      sink.put("errors.deadletterqueue.topic.replication.factor", "1");
      sink.put("errors.deadletterqueue.context.headers.enable", "true");
      occupyKeys(redis);
      scene.start("sink", sink);
      scene.database().execute("INSERT INTO bad SELECT g, 0 FROM generate_series(1, 20) g");
      try (Topics dead = Topics.of(stack.kafka().bootstrapServers(), queue)) {
        Await.until("the first rows in the queue", () -> dead.count() >= BAD_ROWS);
        measure(scene.database(), redis, dead);
      }
    }
  }

  private static void measure(Database database, RedisDatabase redis, Topics dead) {
    // The first round of all warms up.
    Latencies.measure(database, redis, 0, PROBES);
    List<Double> without = new ArrayList<>();
    List<Double> with = new ArrayList<>();
    long before = dead.count();
    long sent = 0;
    double seconds = 0;
    for (int round = 0; round < ROUNDS || (round < MOST_ROUNDS && isSlow(without, with)); round++) {
      int first = 1 + 2 * round;
      without.add(Latencies.measure(database, redis, first * PROBES, PROBES).p99Millis());
      try (Refused refused = Refused.start(database)) {
        long started = System.nanoTime();
        with.add(Latencies.measure(database, redis, (first + 1) * PROBES, PROBES).p99Millis());
        // What was due while nobody ran is made up for.
        Await.until("the rate", () -> refused.sent() >= rows(System.nanoTime() - started));
        seconds += (System.nanoTime() - started) / 1e9;
        sent += refused.sent();
      }
    }
    long expected = before + sent;
    Await.until("all refused rows in the queue", () -> dead.count() >= expected);
    String did =
        String.format(
            "%d rounds of %d commits without and with %.0f refused rows a second: median of the"
                + " rounds' p99 %.1f ms and %.1f ms; %d rows in the queue",
            with.size(),
            PROBES,
            sent / seconds,
            median(without),
            median(with),
            dead.count() - before);
    System.out.println("DeadLettersIT: " + did);
    assertThat(sent / seconds).as("refused rows a second").isGreaterThan(80);
    assertThat(isSlow(without, with)).as(did).isFalse();
    Proof.row(
        "Rows that Redis refuses go to the dead letter queue and do not slow the others down",
        "DeadLettersIT",
        did,
        "the rounds without refused rows, in the same run");
  }

  /** Somebody else's strings, where the rows' hashes should be. */
  private static void occupyKeys(RedisDatabase redis) {
    try (RespClient client = redis.client()) {
      for (int id = 1; id <= BAD_ROWS; id++) {
        client.call("SET", "bad:" + id, "somebody's");
      }
    }
  }

  /** Rounds that something else on the machine spoiled are outnumbered by more of them. */
  private static boolean isSlow(List<Double> without, List<Double> with) {
    return median(with) - median(without) > MOST_GROWTH_MILLIS;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  /** Most of the hundred a second. */
  private static long rows(long nanos) {
    return 85 * nanos / 1_000_000_000;
  }

  /** Commits a row that Redis refuses, a hundred times a second. */
  private static final class Refused implements AutoCloseable {
    private final Connection connection;
    private final ScheduledExecutorService executor;
    private final AtomicLong sent = new AtomicLong();
    private ScheduledFuture<?> running;

    private Refused(Connection connection) {
      this.connection = connection;
      this.executor =
          Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "refused-rows"));
    }

    static Refused start(Database database) {
      try {
        Refused refused = new Refused(database.connect());
        refused.running =
            refused.executor.scheduleAtFixedRate(refused::commit, 0, 10, TimeUnit.MILLISECONDS);
        return refused;
      } catch (SQLException e) {
        throw new AssertionError("no connection for the refused rows", e);
      }
    }

    long sent() {
      assertThat(running.isDone()).as("no more are written").isFalse();
      return sent.get();
    }

    private void commit() {
      try (Statement statement = connection.createStatement()) {
        long id = 1 + sent.get() % BAD_ROWS;
        statement.execute("UPDATE bad SET rev = rev + 1 WHERE id = " + id);
        sent.incrementAndGet();
      } catch (SQLException e) {
        throw new AssertionError("a row that Redis refuses cannot be written", e);
      }
    }

    @Override
    public void close() {
      executor.shutdownNow();
      try {
        if (!executor.awaitTermination(30, TimeUnit.SECONDS)) {
          throw new AssertionError("a refused row is being written for ever");
        }
        connection.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted", e);
      } catch (SQLException e) {
        throw new AssertionError("the connection cannot be closed", e);
      }
    }
  }
}
