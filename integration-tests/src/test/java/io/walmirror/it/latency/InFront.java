package io.walmirror.it.latency;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How many rows of a snapshot were written to a change's partition between its commit and itself,
 * as the broker's clock has it: they stood in front of it, however fast the machine is.
 *
 * @param rows that were read on demand in the topic
 * @param changes that were committed while they were written
 * @param p99KafkaMillis how long after its commit a change was in Kafka
 */
record InFront(int rows, int changes, int p50, int p99, int max, long p99KafkaMillis) {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What is there of one partition. */
  private static final class Partition {
    private long[] rows = new long[1024];
    private int count;

    private void row(long writtenMillis) {
      if (count == rows.length) {
        rows = Arrays.copyOf(rows, 2 * count);
      }
      rows[count++] = writtenMillis;
    }

    /** How many of the rows so far were written behind that moment. */
    private int behind(long millis) {
      int at = Arrays.binarySearch(rows, 0, count, millis + 1);
      int first = at < 0 ? -at - 1 : at;
      while (first > 0 && rows[first - 1] > millis) {
        first--;
      }
      return count - first;
    }
  }

  /** What a growing list of numbers comes to. */
  private static final class Numbers {
    private long[] all = new long[1024];
    private int count;

    private void add(long number) {
      if (count == all.length) {
        all = Arrays.copyOf(all, 2 * count);
      }
      all[count++] = number;
    }

    private long share(double share) {
      long[] sorted = Arrays.copyOf(all, count);
      Arrays.sort(sorted);
      return count == 0 ? 0 : sorted[(int) ((count - 1) * share)];
    }
  }

  /** Reads a topic of that many partitions whose records have the broker's time. */
  static InFront read(String bootstrapServers, String topic, int partitions) {
    Numbers inFront = new Numbers();
    Numbers millis = new Numbers();
    Partition[] all = new Partition[partitions];
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      for (int each = 0; each < partitions; each++) {
        TopicPartition partition = new TopicPartition(topic, each);
        all[each] = new Partition();
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        Numbers rows = new Numbers();
        Numbers took = new Numbers();
        // Changes before the first row and behind the last tell nothing.
        int between = 0;
        while (consumer.position(partition) < end) {
          for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            JsonNode envelope = parse(record.value());
            if (envelope.path("op").asText().equals("r")) {
              all[each].row(record.timestamp());
              between = rows.count;
            } else if (all[each].count > 0) {
              long committed = envelope.path("source").path("ts_ms").asLong();
              rows.add(all[each].behind(committed));
              took.add(record.timestamp() - committed);
            }
          }
        }
        for (int i = 0; i < between; i++) {
          inFront.add(rows.all[i]);
          millis.add(took.all[i]);
        }
      }
    }
    return new InFront(
        Arrays.stream(all).mapToInt(each -> each.count).sum(),
        inFront.count,
        (int) inFront.share(0.5),
        (int) inFront.share(0.99),
        (int) inFront.share(1),
        millis.share(0.99));
  }

  private static JsonNode parse(byte[] json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return String.format(
        "rows in front of a change in its partition p50 %d, p99 %d, max %d; p99 commit to Kafka"
            + " %d ms",
        p50, p99, max, p99KafkaMillis);
  }
}
