package io.walmirror.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.sink.fixture.NotNow;
import io.walmirror.sink.fixture.RecordingContext;
import io.walmirror.sink.fixture.RunningSink;
import io.walmirror.sink.fixture.ScriptedRedis;
import io.walmirror.sink.fixture.Table;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * For each class of answer: what reached Redis, what the dead letter queue, and up to where the
 * consumer's position may go. Three rows, and something befalls the second.
 */
class OutcomesTest {

  private static final TopicPartition PARTITION = new TopicPartition("shop.public.orders", 0);

  private final Table orders = Table.orders();
  private final List<SinkRecord> rows =
      List.of(orders.upsert(10, "id", 1), orders.upsert(20, "id", 2), orders.upsert(30, "id", 3));
  @AutoClose private final ScriptedRedis redis = ScriptedRedis.start();
  private RunningSink sink;

  @BeforeEach
  void start() {
    sink = sink("errors.tolerance", "all");
  }

  @AfterEach
  void stop() {
    sink.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "WRONGTYPE Operation against a key holding the wrong kind of value",
        "ERR hash value is not an integer",
        "INVENTED tomorrow by another server"
      })
  void aRowThatRedisRefusesGoesToTheQueueAloneAndThePositionPassesIt(String error) {
    redis.answer("EVALSHA", secondAnswered(error));
    sink.putOnce(rows);

    assertThat(sink.context().reports())
        .extracting(RecordingContext.Report::record)
        .containsExactly(rows.get(1));
    assertThat(position()).isEqualTo(3);
    assertThat(redis.count("EVALSHA")).isEqualTo(1);
  }

  @Test
  void aRowThatRedisRefusesHoldsThePositionWhereErrorsAreNotTolerated() {
    RunningSink strict = sink("errors.tolerance", "none");
    redis.answer("EVALSHA", secondAnswered("WRONGTYPE Operation against a key"));
    assertThatThrownBy(() -> strict.putOnce(rows))
        .isExactlyInstanceOf(ConnectException.class)
        .hasMessageContaining("WRONGTYPE");

    assertThat(strict.context().reports()).isEmpty();
    assertThat(position(strict)).isEqualTo(1);
    strict.close();
  }

  @ParameterizedTest
  @NotNow
  void whatRedisCannotTakeNowIsSaidAgainFromThereInOrderAndThePositionWaits(String error) {
    redis.answer("EVALSHA", secondAnswered(error));
    assertThatThrownBy(() -> sink.putOnce(rows)).isInstanceOf(RetriableException.class);
    assertThat(position()).isEqualTo(1);
    sink.putOnce(rows);

    assertThat(rowsOf(1)).containsExactly("orders:2", "orders:3");
    assertThat(sink.context().reports()).isEmpty();
    assertThat(position()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NOAUTH Authentication required.",
        "WRONGPASS invalid username-password pair or user is disabled.",
        "NOPERM this user has no permissions to run the 'hset' command"
      })
  void whatNeverWorksFailsAndTheNextTaskGoesOnFromThere(String error) {
    redis.answer("EVALSHA", secondAnswered(error));
    assertThatThrownBy(() -> sink.putOnce(rows))
        .isExactlyInstanceOf(ConnectException.class)
        .hasMessageContaining("To cure it: ");
    assertThat(sink.context().reports()).isEmpty();
    assertThat(position()).isEqualTo(1);

    RunningSink next = sink("errors.tolerance", "all");
    next.putOnce(rows.subList(1, 3));
    assertThat(rowsOf(1)).containsExactly("orders:2", "orders:3");
    next.close();
  }

  /** The rows were applied, the answer was lost: said again they are equal, which is fine. */
  @Test
  void aConnectionThatDropsAfterApplyingHasTheSameSaidAgainInTheSameOrder() {
    redis.answer("EVALSHA", ScriptedRedis.DROP);
    assertThatThrownBy(() -> sink.putOnce(rows))
        .isInstanceOf(RetriableException.class)
        .hasMessageContaining("LOST");
    assertThat(position()).isZero();
    sink.putOnce(rows);

    assertThat(rowsOf(1)).containsExactly("orders:1", "orders:2", "orders:3");
    assertThat(redis.evaluations().get(1)).isEqualTo(redis.evaluations().get(0));
    assertThat(position()).isEqualTo(3);
  }

  /** What was answered to the first saying must not be read as the answer to the second. */
  @Test
  void anAnswerThatComesTooLateIsNobodysAnswer() {
    sink.close();
    sink = sink("errors.tolerance", "all", "redis.timeout.ms", "1000");
    redis
        .late("EVALSHA", "*3\r\n:1\r\n:1\r\n:1", Duration.ofMillis(1_500))
        .answer("EVALSHA", secondAnswered("WRONGTYPE Operation against a key"));
    assertThatThrownBy(() -> sink.putOnce(rows)).isInstanceOf(RetriableException.class);
    assertThat(position()).isZero();
    sink.put(rows);

    assertThat(sink.context().reports())
        .extracting(RecordingContext.Report::record)
        .containsExactly(rows.get(1));
    assertThat(position()).isEqualTo(3);
  }

  @Test
  void aScriptThatIsForgottenInTheMiddleLosesAndRepeatsNothing() {
    redis
        .answer("EVALSHA", "*3\r\n:1\r\n:1\r\n:1")
        .answer("EVALSHA", "-NOSCRIPT No matching script.");
    sink.putOnce(rows);
    sink.putOnce(List.of(orders.upsert(40, "id", 4)));

    assertThat(redis.evaluations()).hasSize(3);
    assertThat(rowsOf(2)).containsExactly("orders:4");
    assertThat(position()).isEqualTo(4);
  }

  @Test
  void aWriteThatTooFewReplicasHaveIsSaidAgain() {
    RunningSink waiting = sink("redis.wait.replicas", "2", "redis.wait.timeout.ms", "50");
    redis.answer("WAIT", ":1").answer("WAIT", ":2");
    assertThatThrownBy(() -> waiting.putOnce(rows))
        .isInstanceOf(RetriableException.class)
        .hasMessageContaining("1 of 2 replicas");
    assertThat(position(waiting)).isZero();
    waiting.putOnce(rows);

    assertThat(rowsOf(1)).containsExactly("orders:1", "orders:2", "orders:3");
    assertThat(position(waiting)).isEqualTo(3);
    assertThat(redis.received()).contains(List.of("WAIT", "2", "50"));
    waiting.close();
  }

  @Test
  void aRefusedRowGoesToTheQueueOnceThoughItsBatchIsSaidAgainForTheReplicas() {
    RunningSink waiting =
        sink("redis.wait.replicas", "1", "redis.wait.timeout.ms", "50", "errors.tolerance", "all");
    redis
        .answer("EVALSHA", "*3\r\n$9\r\nWRONGTYPE\r\n:1\r\n:1")
        .answer("WAIT", ":0")
        .answer("WAIT", ":1");
    assertThatThrownBy(() -> waiting.putOnce(rows)).isInstanceOf(RetriableException.class);
    waiting.putOnce(rows);

    assertThat(waiting.context().reports()).hasSize(1);
    assertThat(rowsOf(1)).containsExactly("orders:2", "orders:3");
    waiting.close();
  }

  private RunningSink sink(String... settings) {
    return RunningSink.start(RecordingContext.withReporter(), redis.uri(), settings);
  }

  /** The rows' keys in the n-th call of the script, in their order. */
  private List<String> rowsOf(int call) {
    return redis.evaluations().get(call).stream()
        .filter(each -> each.matches("orders:\\d+"))
        .toList();
  }

  private long position() {
    return position(sink);
  }

  private static long position(RunningSink of) {
    Map<TopicPartition, OffsetAndMetadata> reached =
        Map.of(PARTITION, new OffsetAndMetadata(of.delivered(PARTITION)));
    return of.task().preCommit(reached).get(PARTITION).offset();
  }

  private static String secondAnswered(String error) {
    return "*3\r\n:1\r\n$" + error.length() + "\r\n" + error + "\r\n:1";
  }
}
