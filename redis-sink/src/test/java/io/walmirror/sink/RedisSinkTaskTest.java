package io.walmirror.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.sink.fixture.NotNow;
import io.walmirror.sink.fixture.RecordingContext;
import io.walmirror.sink.fixture.RunningSink;
import io.walmirror.sink.fixture.ScriptedRedis;
import io.walmirror.sink.fixture.Table;
import io.walmirror.stack.proof.Tries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each answer of Redis becomes for Connect: a server answers as it is told. */
class RedisSinkTaskTest {

  private static final TopicPartition PARTITION = new TopicPartition("shop.public.orders", 0);

  @AutoClose private final ScriptedRedis redis = ScriptedRedis.start();
  private final Table orders = Table.orders();
  private final List<RunningSink> sinks = new ArrayList<>();

  @AfterEach
  void stop() {
    sinks.forEach(RunningSink::close);
  }

  @ParameterizedTest
  @NotNow
  void whatRedisCannotTakeNowIsOfferedAgain(String error) {
    redis.answer("EVALSHA", "-" + error);
    RunningSink sink = sink("errors.tolerance", "all");
    List<SinkRecord> records = List.of(orders.upsert(10, "id", 1), orders.upsert(20, "id", 2));

    assertThatThrownBy(() -> sink.putOnce(records))
        .isInstanceOf(RetriableException.class)
        .hasMessageContaining(error.substring(0, error.indexOf(' ')));
    assertThat(sink.context().timeouts()).hasSize(1);
    assertThat(sink.context().timeouts().get(0)).isBetween(50L, 100L);
    sink.putOnce(records);

    assertThat(redis.count("EVALSHA")).isEqualTo(2);
    assertThat(sink.context().reports()).isEmpty();
  }

  @Test
  void aRecordOfTwoMappingsIsSettledWithTheSecondAndReportedOnce() {
    redis.answer("EVALSHA", "*1\r\n$15\r\nWRONGTYPE wrong").answer("EVALSHA", "-OOM full");
    redis.answer("EVALSHA", "*1\r\n$15\r\nWRONGTYPE wrong");
    RunningSink sink =
        sink(
            "errors.tolerance", "all",
            "redis.mappings", "rows,cache",
            "redis.mappings.rows.topics", "*",
            "redis.mappings.cache.topics", "*",
            "redis.mappings.cache.type", "delete",
            "redis.mappings.cache.key", "cache/${id}");
    List<SinkRecord> records = List.of(orders.upsert(10, "id", 1));

    assertThatThrownBy(() -> sink.putOnce(records)).isInstanceOf(RetriableException.class);
    assertThat(sink.isSettled()).isFalse();
    sink.putOnce(records);

    assertThat(sink.isSettled()).isTrue();
    assertThat(redis.count("EVALSHA")).isEqualTo(4);
    assertThat(sink.context().reports()).hasSize(1);
  }

  @Test
  void anErrorOfOneRowInAScriptIsThatRowsAlone() {
    redis.answer("EVALSHA", "*3\r\n:1\r\n$11\r\nOOM is full\r\n:1");
    RunningSink sink = sink();
    List<SinkRecord> records =
        List.of(orders.upsert(10, "id", 1), orders.upsert(20, "id", 2), orders.upsert(30, "id", 3));

    assertThatThrownBy(() -> sink.putOnce(records)).isInstanceOf(RetriableException.class);
    sink.putOnce(records);

    List<String> repeated = redis.received().get(redis.received().size() - 1);
    assertThat(repeated)
        .as("the first was settled; what follows the failure is said again, in order")
        .contains("7", "orders:2", "orders:3")
        .doesNotContain("orders:1");
    assertThat(repeated.indexOf("orders:2")).isLessThan(repeated.indexOf("orders:3"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NOAUTH Authentication required.",
        "NOPERM this user has no permissions to run the 'evalsha' command",
        "MOVED 1 10.0.0.1:6379",
        "ERR unknown command 'EVALSHA', with args beginning with: 'secret' "
      })
  void whatWaitingDoesNotCureFailsWithWhatToDo(String error) {
    redis.answer("EVALSHA", "-" + error);
    RunningSink sink = sink("errors.tolerance", "all");

    assertThatThrownBy(() -> sink.putOnce(List.of(orders.upsert(10, "id", 1))))
        .isExactlyInstanceOf(ConnectException.class)
        .hasMessageContaining("To cure it: ")
        .hasMessageContaining("public.orders")
        .hasMessageNotContaining("secret");
    assertThat(sink.context().reports()).isEmpty();
  }

  @Test
  void aWrongPasswordFailsWithTheSettingsToCorrect() {
    redis.answer("AUTH", "-WRONGPASS invalid username-password pair or user is disabled.");
    RunningSink sink = sink("redis.username", "app", "redis.password", "guess");

    assertThatThrownBy(() -> sink.putOnce(List.of(orders.upsert(10, "id", 1))))
        .isExactlyInstanceOf(ConnectException.class)
        .hasMessageContaining("redis.password")
        .hasMessageNotContaining("guess");
    assertThat(redis.received().get(0)).containsExactly("AUTH", "app", "guess");
  }

  @Test
  void aLostAnswerIsAskedForAgainOnANewConnection() {
    redis.answer("EVALSHA", ScriptedRedis.DROP);
    RunningSink sink = sink();
    List<SinkRecord> records = List.of(orders.upsert(10, "id", 1), orders.delete(20, "id", 2));

    assertThatThrownBy(() -> sink.putOnce(records)).isInstanceOf(RetriableException.class);
    sink.putOnce(records);

    assertThat(redis.count("EVALSHA")).isEqualTo(2);
    assertThat(redis.count("SCRIPT")).as("all four are loaded on each connection").isEqualTo(8);
  }

  @Test
  void aConnectionThatWasFoundClosedIsReplacedInTheSameCall() {
    RunningSink sink = sink();
    sink.putOnce(List.of(orders.upsert(10, "id", 1)));
    redis.answer("EVALSHA", ScriptedRedis.DROP);
    sink.putOnce(List.of(orders.upsert(20, "id", 1)));

    assertThat(redis.count("EVALSHA")).isEqualTo(3);
    assertThat(sink.context().timeouts()).isEmpty();
  }

  @Test
  void aUserWithoutPasswordIsStillNamed() {
    RunningSink sink = sink("redis.username", "app");
    sink.putOnce(List.of(orders.upsert(10, "id", 1)));
    assertThat(redis.received().get(0)).containsExactly("AUTH", "app", "");
  }

  @Test
  void answersReadBeforeTheConnectionBrokeAreNotForgotten() {
    redis.answer("HSET", ":1").answer("HSET", ScriptedRedis.DROP);
    RunningSink sink = sink("redis.fence", "off");
    List<SinkRecord> records = List.of(orders.upsert(10, "id", 1), orders.upsert(20, "id", 2));

    assertThatThrownBy(() -> sink.putOnce(records)).isInstanceOf(RetriableException.class);
    sink.putOnce(records);

    assertThat(redis.received().stream().filter(each -> each.contains("orders:1")))
        .as("HSET and HDEL of the first row were answered and are not said again")
        .hasSize(2);
    assertThat(redis.received().stream().filter(each -> each.contains("orders:2")))
        .as("HSET and HDEL of the second were lost and are said again")
        .hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void aRowOfWhichOnlyHalfWasAnsweredIsSaidAgain() {
    redis.answer("HDEL", ScriptedRedis.DROP);
    RunningSink sink = sink("redis.fence", "off");
    List<SinkRecord> records = List.of(orders.upsert(10, "id", 1));

    assertThatThrownBy(() -> sink.putOnce(records)).isInstanceOf(RetriableException.class);
    sink.putOnce(records);

    assertThat(redis.count("HSET")).isEqualTo(2);
    assertThat(redis.count("HDEL")).isEqualTo(2);
  }

  @Test
  void anAnswerThatNeverComesEndsTheCallInTime() {
    // A machine that stands still for a moment is not the task's doing.
    Duration took = Tries.until(5, each -> each.toMillis() < 2_000, this::called);
    assertThat(took).isLessThan(Duration.ofSeconds(2));
  }

  private Duration called() {
    redis.answer("EVALSHA", ScriptedRedis.SILENCE);
    RunningSink sink = sink("redis.timeout.ms", "200");
    long started = System.nanoTime();
    assertThatThrownBy(() -> sink.putOnce(List.of(orders.upsert(10, "id", 1))))
        .isInstanceOf(RetriableException.class);
    return Duration.ofNanos(System.nanoTime() - started);
  }

  @Test
  void aLostScriptIsLoadedAndTheBatchGoesOnFromThereInTheSameCall() {
    redis.answer("EVALSHA", "*50" + "\r\n:1".repeat(50)).answer("EVALSHA", "-NOSCRIPT No script.");
    RunningSink sink = sink();
    List<SinkRecord> records = new ArrayList<>();
    for (int id = 1; id <= 60; id++) {
      records.add(orders.upsert(id, "id", id));
    }
    sink.putOnce(records);

    assertThat(redis.count("SCRIPT")).isEqualTo(8);
    assertThat(redis.count("EVALSHA")).isEqualTo(3);
    assertThat(redis.received().get(redis.received().size() - 1))
        .contains("orders:51", "orders:60")
        .doesNotContain("orders:50");
  }

  @Test
  void anErrorForAWholeScriptIsTracedToTheRowThatDeservesIt() {
    redis
        .answer("EVALSHA", "-ERR Error running script: too many results to unpack")
        .answer("EVALSHA", "*1\r\n:1")
        .answer("EVALSHA", "-ERR Error running script: too many results to unpack")
        .answer("EVALSHA", "*1\r\n:1");
    RunningSink sink = sink("errors.tolerance", "all");
    List<SinkRecord> records =
        List.of(orders.upsert(10, "id", 1), orders.upsert(20, "id", 2), orders.upsert(30, "id", 3));
    sink.putOnce(records);

    assertThat(sink.context().reports()).hasSize(1);
    assertThat(sink.context().reports().get(0).record()).isSameAs(records.get(1));
  }

  @Test
  void aRejectedRecordFailsTheTaskWhereErrorsAreNotTolerated() {
    RunningSink sink = sink("redis.truncate", "fail");
    assertThatThrownBy(() -> sink.putOnce(List.of(orders.truncate(10))))
        .isExactlyInstanceOf(ConnectException.class)
        .hasMessageContaining("shop.public.orders-0@0")
        .hasMessageContaining("TRUNCATE of public.orders")
        .hasMessageContaining("errors.tolerance=all");
    assertThat(sink.context().reports()).as("no report where nothing is tolerated").isEmpty();
  }

  @Test
  void aRejectedRecordIsReportedOnceHoweverOftenItsBatchIsOffered() {
    redis.answer("EVALSHA", "-BUSY running").answer("EVALSHA", "-BUSY running");
    RunningSink sink = sink("errors.tolerance", "all", "redis.truncate", "fail");
    SinkRecord truncate = orders.truncate(10);
    List<SinkRecord> records = List.of(truncate, orders.upsert(20, "id", 1));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> sink.putOnce(records)).isInstanceOf(RetriableException.class);
    }
    sink.putOnce(records);

    assertThat(sink.context().reports()).hasSize(1);
    assertThat(sink.context().reports().get(0).record()).isSameAs(truncate);
  }

  @Test
  void rejectedRecordsArePassedOverWithoutReporterWhereErrorsAreTolerated() {
    RunningSink sink =
        start(
            RecordingContext.withoutReporter(),
            "errors.tolerance",
            "all",
            "redis.truncate",
            "fail");
    sink.putOnce(List.of(orders.truncate(10), orders.upsert(20, "id", 1)));
    assertThat(redis.count("EVALSHA")).isEqualTo(1);
  }

  @Test
  void aValueThatDoesNotFitItsSchemaIsRejectedWithoutBeingShown() {
    Map<String, org.apache.kafka.connect.data.Schema> columns = new TreeMap<>();
    columns.put("id", org.apache.kafka.connect.data.Schema.INT32_SCHEMA);
    columns.put(
        "at",
        org.apache.kafka.connect.data.SchemaBuilder.string()
            .name("io.debezium.time.ZonedTimestamp")
            .build());
    Table events = Table.of("public", "events", columns, List.of("id"));
    RunningSink sink = sink("errors.tolerance", "all");
    sink.putOnce(List.of(events.upsert(10, "id", 1, "at", "no timestamp")));

    assertThat(sink.context().reports()).hasSize(1);
    assertThat(sink.context().reports().get(0).error())
        .hasMessageContaining("does not fit its schema")
        .hasMessageNotContaining("no timestamp");
  }

  @Test
  void recordsOfPartitionsThatAreNoLongerOursAreLeftAlone() {
    RunningSink sink = sink();
    SinkRecord ours = orders.upsert(10, "id", 1);
    SinkRecord routed =
        ours.newRecord(
            "elsewhere",
            0,
            ours.keySchema(),
            ours.key(),
            ours.valueSchema(),
            ours.value(),
            null,
            ours.headers());
    sink.putOnce(List.of(routed));
    assertThat(redis.count("EVALSHA")).isEqualTo(1);
    sink.task().close(List.of(PARTITION));
    sink.task().put(List.of(routed));

    assertThat(redis.count("EVALSHA")).as("still one").isEqualTo(1);
  }

  @Test
  void onlySettledOffsetsAreCommitted() {
    redis.answer("EVALSHA", "-BUSY running");
    RunningSink sink = sink("redis.batch.rows", "1");
    redis.answer("EVALSHA", "*1\r\n:1");
    List<SinkRecord> records = List.of(orders.upsert(10, "id", 1), orders.upsert(20, "id", 2));
    Map<TopicPartition, OffsetAndMetadata> reached = Map.of(PARTITION, new OffsetAndMetadata(2));

    assertThatThrownBy(() -> sink.putOnce(records)).isInstanceOf(RetriableException.class);
    assertThat(sink.task().preCommit(reached)).containsEntry(PARTITION, new OffsetAndMetadata(0));
    sink.task().put(records);
    assertThat(sink.task().preCommit(reached)).isEqualTo(reached);
  }

  @Test
  void refusalsThatLastLongerThanAllowedFailTheTask() {
    for (int i = 0; i < 100; i++) {
      redis.answer("EVALSHA", "-OOM full");
    }
    RunningSink sink = sink("redis.retry.timeout.ms", "150");
    assertThatThrownBy(() -> sink.put(orders.upsert(10, "id", 1)))
        .isExactlyInstanceOf(ConnectException.class)
        .hasMessageContaining("redis.retry.timeout.ms")
        .hasMessageContaining("OOM full");
  }

  @Test
  void anUnreachableRedisIsWaitedForAtTheFirstRecordAndNotAtTheStart() {
    redis.close();
    RunningSink sink = sink();
    assertThatThrownBy(() -> sink.putOnce(List.of(orders.upsert(10, "id", 1))))
        .isInstanceOf(RetriableException.class)
        .hasMessageContaining("no connection to redis://");
  }

  @Test
  void aLargeDeliveryIsSentInBatchesOfTheConfiguredRows() {
    RunningSink sink = sink("redis.batch.rows", "10");
    List<SinkRecord> records = new ArrayList<>();
    for (int id = 1; id <= 25; id++) {
      records.add(orders.upsert(id, "id", id));
    }
    sink.putOnce(records);
    assertThat(redis.count("EVALSHA")).isEqualTo(3);
  }

  @Test
  void nothingIsSentForRecordsThatConcernNoRow() {
    RunningSink sink = sink();
    sink.putOnce(List.of(new SinkRecord("__walmirror.shop", 0, null, "key", null, "progress", 0)));
    assertThat(redis.received()).isEmpty();
  }

  @Test
  void stoppingWhatNeverStartedIsHarmless() {
    RedisSinkTask task = new RedisSinkTask();
    task.stop();
    assertThat(task.version()).isNotBlank();
  }

  private RunningSink sink(String... namesAndValues) {
    return start(RecordingContext.withReporter(), namesAndValues);
  }

  private RunningSink start(RecordingContext context, String... namesAndValues) {
    RunningSink sink = RunningSink.start(context, redis.uri(), namesAndValues);
    sinks.add(sink);
    return sink;
  }
}
