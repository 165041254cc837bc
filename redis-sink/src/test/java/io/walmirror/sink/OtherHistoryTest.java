package io.walmirror.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.sink.fixture.RecordingContext;
import io.walmirror.sink.fixture.RunningSink;
import io.walmirror.sink.fixture.ScriptedRedis;
import io.walmirror.sink.fixture.Table;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When changes that are all older than their keys are a failure, and when they are not. */
class OtherHistoryTest {

  private static final Instant OPENED = Instant.parse("2026-01-01T12:00:00Z");
  private static final TopicPartition PARTITION = new TopicPartition("t", 0);

  private final OtherHistory history = new OtherHistory(Clock.fixed(OPENED, ZoneOffset.UTC));

  @BeforeEach
  void open() {
    history.open(List.of(PARTITION));
  }

  @Test
  void newChangesThatAreAllOlderThanTheirKeysFail() {
    fence(99, OPENED, Duration.ofMinutes(5));
    assertThatThrownBy(() -> fence(1, OPENED.plusSeconds(300), Duration.ZERO))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("All 100 changes of t-0")
        .hasMessageContaining("2026-01-01T12:05:00Z")
        .hasMessageContaining("new generation");
  }

  @Test
  void aReplayOfWhatWasCommittedBeforeIsNoFailure() {
    assertThatCode(() -> fence(10_000, OPENED.minusSeconds(86_400), Duration.ofHours(23)))
        .doesNotThrowAnyException();
  }

  @Test
  void manyChangesOfAMomentAreNoFailure() {
    assertThatCode(() -> fence(10_000, OPENED, Duration.ofSeconds(59))).doesNotThrowAnyException();
  }

  @Test
  void oneChangeThatIsAppliedMakesAllWell() {
    fence(99, OPENED, Duration.ofMinutes(5));
    history.applied(record(99));
    assertThatCode(() -> fence(99, OPENED.plusSeconds(300), Duration.ofMinutes(5)))
        .doesNotThrowAnyException();
  }

  @Test
  void aPartitionThatWasGivenAwayIsNotWatchedAnyMore() {
    history.close(List.of(PARTITION));
    assertThatCode(() -> fence(200, OPENED, Duration.ofMinutes(5))).doesNotThrowAnyException();
  }

  @Test
  void theTaskFailsAndCommitsNothingOfIt() {
    try (ScriptedRedis redis = ScriptedRedis.start();
        RunningSink sink = RunningSink.start(RecordingContext.withReporter(), redis.uri())) {
      for (int i = 0; i < 4; i++) {
        redis.answer("EVALSHA", "*50" + "\r\n:0".repeat(50));
      }
      assertThatThrownBy(() -> sink.putOnce(live(200)))
          .isExactlyInstanceOf(ConnectException.class)
          .hasMessageContaining("another history");
      assertThat(sink.isSettled()).isFalse();
    }
  }

  /** The control: what a TRUNCATE made stale comes from before it, however late. */
  @Test
  void whatATruncateMadeStaleIsNoFailure() {
    try (ScriptedRedis redis = ScriptedRedis.start();
        RunningSink sink = RunningSink.start(RecordingContext.withReporter(), redis.uri())) {
      for (int i = 0; i < 4; i++) {
        redis.answer("EVALSHA", "*50" + "\r\n:4".repeat(50));
      }
      sink.putOnce(live(200));
      assertThat(sink.isSettled()).isTrue();
    }
  }

  /** Flat rows, which say by their record's time when they were committed: a second apart. */
  private static List<SinkRecord> live(int count) {
    Table orders = Table.orders();
    List<SinkRecord> records = new ArrayList<>();
    long first = System.currentTimeMillis() + 60_000;
    for (int i = 0; i < count; i++) {
      SinkRecord row =
          orders.upsert(Table.Form.FLAT, "u", Table.at(i), List.of(), Table.row("id", i));
      records.add(
          new SinkRecord(
              row.topic(),
              0,
              row.keySchema(),
              row.key(),
              row.valueSchema(),
              row.value(),
              i,
              first + 1000L * i,
              TimestampType.CREATE_TIME,
              row.headers()));
    }
    return records;
  }

  private void fence(int changes, Instant first, Duration over) {
    for (int i = 0; i < changes; i++) {
      long after = changes == 1 ? 0 : over.toMillis() * i / (changes - 1);
      history.fenced(record(i), first.toEpochMilli() + after);
    }
  }

  private static SinkRecord record(long offset) {
    return new SinkRecord("t", 0, null, null, null, null, offset);
  }
}
