package io.walmirror.it.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The topic in which a worker keeps offsets, read without any of its code. For one thread. */
final class OffsetsTopic implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration POLL = Duration.ofMillis(20);

  private final TopicPartition partition;
  private final String connector;
  private final KafkaConsumer<byte[], byte[]> consumer;

  private OffsetsTopic(
      TopicPartition partition, String connector, KafkaConsumer<byte[], byte[]> consumer) {
    this.partition = partition;
    this.connector = connector;
    this.consumer = consumer;
  }

  static OffsetsTopic open(String bootstrapServers, String topic, String connector) {
    TopicPartition partition = new TopicPartition(topic, 0);
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "default.api.timeout.ms", 2500,
                "request.timeout.ms", 2000,
                "reconnect.backoff.max.ms", 200,
                "fetch.max.wait.ms", 50),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
    return new OffsetsTopic(partition, connector, consumer);
  }

  /** Reads on to where the topic ends now. */
  void readToEnd(Consumer<StoredOffset> stored) {
    long end = consumer.endOffsets(List.of(partition)).get(partition);
    while (consumer.position(partition) < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        StoredOffset offset = offset(record);
        if (offset != null) {
          stored.accept(offset);
        }
      }
    }
  }

  private StoredOffset offset(ConsumerRecord<byte[], byte[]> record) {
    try {
      JsonNode key = JSON.readTree(record.key());
      // What is known of tables has source partitions of its own.
      boolean ofStream = key.path(0).asText().equals(connector) && key.path(1).size() == 1;
      if (!ofStream || record.value() == null) {
        return null;
      }
      JsonNode endLsn = JSON.readTree(record.value()).path("wm_end_lsn");
      if (!endLsn.isIntegralNumber()) {
        throw new IllegalStateException("an offset without wm_end_lsn");
      }
      return new StoredOffset(endLsn.asLong(), System.nanoTime());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
