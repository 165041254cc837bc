package io.walmirror.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private static final TopicPartition A = new TopicPartition("a", 0);
  private static final TopicPartition B = new TopicPartition("b", 0);

  private final Progress progress = new Progress();
  private final List<SinkRecord> records =
      List.of(record("a", 5), record("b", 8), record("a", 6), record("b", 9));

  @Test
  void afterAnInterruptionOnlyTheRestIsDue() {
    progress.open(List.of(A, B));
    progress.begin(records);
    progress.settledNext();
    progress.settledNext();
    progress.interrupted();

    assertThat(records.stream().filter(progress::isDue)).isEqualTo(records.subList(2, 4));
    assertThat(progress.committable(reached(7, 10))).isEqualTo(reached(6, 9));
  }

  @Test
  void severalInterruptionsAddUp() {
    progress.open(List.of(A, B));
    for (int i = 0; i < 2; i++) {
      progress.begin(records);
      progress.settledNext();
      progress.interrupted();
    }
    assertThat(records.stream().filter(progress::isDue)).isEqualTo(records.subList(2, 4));
  }

  @Test
  void aCompletedDeliveryForgetsItsRecordsSoThatARewindRepeatsThem() {
    progress.open(List.of(A, B));
    progress.begin(records);
    progress.settledNext();
    progress.interrupted();
    progress.begin(records);
    progress.completed();

    assertThat(records).allMatch(progress::isDue);
    assertThat(progress.committable(reached(7, 10))).isEqualTo(reached(7, 10));
  }

  @Test
  void aRevokedPartitionHoldsNothingBack() {
    progress.open(List.of(A, B));
    progress.begin(records);
    progress.interrupted();
    progress.close(List.of(B));

    assertThat(records.stream().filter(progress::isDue))
        .containsExactly(records.get(0), records.get(2));
    assertThat(progress.committable(reached(7, 10))).isEqualTo(reached(5, 10));
  }

  @Test
  void whatConnectHasNotReachedIsNotCommitted() {
    progress.open(List.of(A, B));
    progress.begin(records);
    progress.settledNext();
    progress.interrupted();

    assertThat(progress.committable(reached(5, 8))).isEqualTo(reached(5, 8));
  }

  private static Map<TopicPartition, OffsetAndMetadata> reached(long a, long b) {
    return Map.of(A, new OffsetAndMetadata(a), B, new OffsetAndMetadata(b));
  }

  private static SinkRecord record(String topic, long offset) {
    return new SinkRecord(topic, 0, null, null, null, null, offset);
  }
}
