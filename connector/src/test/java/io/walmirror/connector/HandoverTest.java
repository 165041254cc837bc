package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** What the reader makes is taken in its order, in few pieces, and never without bounds. */
class HandoverTest {

  private static final int MOST_RECORDS = 5;
  private static final long MOST_BYTES = 4 << 20;
  private static final long MEGABYTE = 1 << 20;

  private final Handover handover = new Handover(MOST_BYTES, MOST_RECORDS);

  @Test
  void smallBatchesThatWaitAreTakenTogether() throws InterruptedException {
    offer(1, 1, 10);
    offer(2, 2, 10);
    offer(4, 2, 10);

    assertThat(take()).containsExactly(1, 2, 3, 4, 5);
    assertThat(handover.bytes()).isZero();
    assertThat(take()).isNull();
  }

  @Test
  void noMoreAreTakenTogetherThanWanted() throws InterruptedException {
    offer(1, 3, 10);
    offer(4, 3, 20);
    offer(7, 2, 30);

    assertThat(take()).containsExactly(1, 2, 3);
    assertThat(handover.bytes()).isEqualTo(50);
    assertThat(take()).containsExactly(4, 5, 6, 7, 8);
  }

  @Test
  void aBatchThatIsLargerThanWantedIsTakenWhole() throws InterruptedException {
    offer(1, MOST_RECORDS + 2, 10);
    offer(8, 1, 10);

    assertThat(take()).hasSize(MOST_RECORDS + 2);
    assertThat(take()).containsExactly(8);
  }

  @Test
  void largeRecordsAreNotTakenTogether() throws InterruptedException {
    offer(1, 1, MEGABYTE);
    offer(2, 1, MEGABYTE);

    assertThat(take()).containsExactly(1);
    assertThat(handover.bytes()).isEqualTo(MEGABYTE);
    assertThat(take()).containsExactly(2);
  }

  @Test
  void whereThereIsNoRoomABatchStaysOutside() throws InterruptedException {
    offer(1, 1, MOST_BYTES);

    assertThat(handover.offer(records(2, 1), 1, Duration.ZERO)).isFalse();
    assertThat(take()).containsExactly(1);
    offer(2, 1, 1);
    assertThat(take()).containsExactly(2);
  }

  @Test
  void whatWasMadeBeforeAFailureIsTakenBeforeIt() throws InterruptedException {
    offer(1, 1, 1);
    handover.fail(new ConnectException("broken"));

    assertThat(take()).containsExactly(1);
    assertThatThrownBy(this::take).hasMessage("broken");
  }

  private void offer(int first, int count, long bytes) throws InterruptedException {
    assertThat(handover.offer(records(first, count), bytes, Duration.ZERO)).isTrue();
  }

  /** Records that have their numbers as values. */
  private static List<SourceRecord> records(int first, int count) {
    return new ArrayList<>(
        IntStream.range(first, first + count)
            .mapToObj(each -> new SourceRecord(Map.of(), Map.of(), "topic", null, each))
            .toList());
  }

  private List<Object> take() throws InterruptedException {
    List<SourceRecord> taken = handover.take(Duration.ofMillis(1));
    return taken == null ? null : taken.stream().map(SourceRecord::value).toList();
  }
}
