package io.walmirror.it.topic;

import com.fasterxml.jackson.databind.JsonNode;
import io.walmirror.stack.rest.ConnectRest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The table topics of one source. For one thread. */
public final class Topics implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);

  private final String prefix;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaProducer<byte[], byte[]> producer;

  private Topics(
      String prefix,
      KafkaConsumer<byte[], byte[]> consumer,
      KafkaProducer<byte[], byte[]> producer) {
    this.prefix = prefix;
    this.consumer = consumer;
    this.producer = producer;
  }

  /** Those whose names begin with this and a dot. */
  public static Topics of(String bootstrapServers, String prefix) {
    Map<String, Object> servers = Map.of("bootstrap.servers", bootstrapServers);
    return new Topics(
        prefix + ".",
        new KafkaConsumer<>(servers, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
        new KafkaProducer<>(servers, new ByteArraySerializer(), new ByteArraySerializer()));
  }

  /** Where each partition ends now. */
  public Map<TopicPartition, Long> ends() {
    List<TopicPartition> partitions = new ArrayList<>();
    for (List<PartitionInfo> topic : consumer.listTopics().values()) {
      for (PartitionInfo partition : topic) {
        if (partition.topic().startsWith(prefix)) {
          partitions.add(new TopicPartition(partition.topic(), partition.partition()));
        }
      }
    }
    return consumer.endOffsets(partitions);
  }

  /** How many records there are now. */
  public long count() {
    return ends().values().stream().mapToLong(Long::longValue).sum();
  }

  /** Every record that is there now, each partition's in order. */
  public List<ConsumerRecord<byte[], byte[]>> records() {
    Map<TopicPartition, Long> ends = ends();
    consumer.assign(ends.keySet());
    consumer.seekToBeginning(ends.keySet());
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      consumer.poll(POLL).forEach(records::add);
    }
    return records;
  }

  /** Writes the record again, behind all others of its partition. */
  public void deliverAgain(ConsumerRecord<byte[], byte[]> record) {
    try {
      producer
          .send(
              new ProducerRecord<>(
                  record.topic(),
                  record.partition(),
                  record.timestamp(),
                  record.key(),
                  record.value(),
                  record.headers()))
          .get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while a record was written", e);
    } catch (ExecutionException e) {
      throw new AssertionError("a record could not be written again", e);
    }
  }

  /** Whether that sink has stored offsets up to the end of every partition. */
  public boolean areRead(ConnectRest rest, String sink) {
    Map<TopicPartition, Long> stored = new HashMap<>();
    for (JsonNode each : rest.offsets(sink).path("offsets")) {
      JsonNode partition = each.path("partition");
      stored.put(
          new TopicPartition(
              partition.path("kafka_topic").asText(), partition.path("kafka_partition").asInt()),
          each.path("offset").path("kafka_offset").asLong());
    }
    return ends().entrySet().stream()
        .allMatch(end -> stored.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  @Override
  public void close() {
    consumer.close();
    producer.close();
  }
}
