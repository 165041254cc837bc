package io.walmirror.it.crash;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads every committed record of a source's topics once, without keeping them. */
final class DataTopics {

  private static final Duration POLL = Duration.ofMillis(200);

  private DataTopics() {}

  /** From the beginning to where they end now, each partition in order. */
  static void read(String bootstrapServers, String prefix, Consumer<TopicRecord> records) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "max.poll.records",
                5000,
                "isolation.level",
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (List<PartitionInfo> topic : consumer.listTopics().values()) {
        for (PartitionInfo partition : topic) {
          if (partition.topic().startsWith(prefix + ".")) {
            partitions.add(new TopicPartition(partition.topic(), partition.partition()));
          }
        }
      }
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
          records.accept(TopicRecord.of(each, prefix));
        }
      }
    }
  }
}
