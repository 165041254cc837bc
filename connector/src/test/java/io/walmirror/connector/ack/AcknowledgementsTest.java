package io.walmirror.connector.ack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class AcknowledgementsTest {

  private final Acknowledgements acknowledgements = new Acknowledgements();

  @Test
  void aTopicIsFollowedToWhereTransformsSendItsRecords() {
    Written written = acknowledgements.follow("t");
    acknowledgements.acknowledged(record("t"), at("elsewhere", 1, 7));
    acknowledgements.acknowledged(record("t"), at("elsewhere", 1, 5));
    acknowledgements.acknowledged(record("t"), at("t", 0, 2));
    acknowledgements.acknowledged(record("other"), at("t", 0, 9));
    acknowledgements.acknowledged(record("t"), null);
    assertThat(written.text()).isEqualTo("elsewhere:1=7 t:0=2");
  }

  @Test
  void whatIsForgottenChangesNoMoreAndOthersGoOn() {
    Written first = acknowledgements.follow("t");
    Written second = acknowledgements.follow("t");
    acknowledgements.forget(first);
    acknowledgements.acknowledged(record("t"), at("t", 0, 2));
    assertThat(first.text()).isEmpty();
    assertThat(second.text()).isEqualTo("t:0=2");
  }

  @Test
  void theTextSaysWhatIsWritten() {
    long seed = Long.getLong("walmirror.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      Written written = new Written();
      for (int i = random.nextInt(20); i > 0; i--) {
        written.add("t-_." + random.nextInt(3), random.nextInt(5), random.nextInt(1000));
      }
      Written again = new Written();
      again.add(written.text());
      assertThat(again.offsets()).as("seed %d", seed).isEqualTo(written.offsets());
    }
  }

  @Test
  void whatTwoRunsHaveWrittenIsTheLaterOfBoth() {
    Written written = new Written();
    written.add("t:0=5,1=3");
    written.add("t:0=4,1=9 u:0=1");
    assertThat(written.offsets())
        .isEqualTo(Map.of("t", new TreeMap<>(Map.of(0, 5L, 1, 9L)), "u", Map.of(0, 1L)));
  }

  @Test
  void aDeliveryIsSettledOnceWhenItEndedAndAllIsAcknowledged() {
    List<String> told = new ArrayList<>();
    Delivery delivery = new Delivery(() -> told.add("settled"));
    Runnable first = delivery.sent();
    first.run();
    assertThat(delivery.isSettled()).as("more may come").isFalse();
    Runnable second = delivery.sent();
    delivery.ended();
    assertThat(told).isEmpty();
    second.run();
    assertThat(delivery.isSettled()).isTrue();
    assertThat(told).containsExactly("settled");
  }

  private static SourceRecord record(String topic) {
    return new SourceRecord(Map.of(), Map.of(), topic, null, null);
  }

  private static RecordMetadata at(String topic, int partition, long offset) {
    return new RecordMetadata(new TopicPartition(topic, partition), offset, 0, 0, 0, 0);
  }
}
