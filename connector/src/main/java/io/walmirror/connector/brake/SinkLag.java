package io.walmirror.connector.brake;

import io.walmirror.connector.brake.Gauge.MeasureException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * How many records consumer groups have not committed yet, of the partitions that they have
 * committed anything of; of several groups, that of the one that is furthest behind. Used by one
 * thread.
 */
public final class SinkLag implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final List<String> groups;
  private final Map<String, Object> client;
  private Optional<Admin> admin = Optional.empty();

  /** {@code client} is how Kafka is reached. */
  public SinkLag(List<String> groups, Map<String, Object> client) {
    this.groups = List.copyOf(groups);
    this.client = Map.copyOf(client);
  }

  /** How many records it is now. */
  public long read() throws MeasureException, InterruptedException {
    try {
      long most = 0;
      for (String group : groups) {
        most = Math.max(most, of(group));
      }
      return most;
    } catch (ExecutionException e) {
      close();
      throw new MeasureException(String.valueOf(e.getCause()), e);
    } catch (TimeoutException e) {
      close();
      throw new MeasureException("Kafka did not answer within " + PATIENCE.toSeconds() + " s", e);
    } catch (KafkaException e) {
      close();
      throw new MeasureException(
          e.getCause() == null ? e.toString() : e.getCause().getMessage(), e);
    }
  }

  private long of(String group)
      throws ExecutionException, TimeoutException, InterruptedException, MeasureException {
    Admin open = open();
    Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
    open.listConsumerGroupOffsets(group)
        .partitionsToOffsetAndMetadata()
        .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .forEach(
            (partition, offset) -> {
              if (offset != null) {
                committed.put(partition, offset);
              }
            });
    if (committed.isEmpty()) {
      throw new MeasureException("consumer group " + group + " has committed nothing", null);
    }
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    committed.keySet().forEach(partition -> wanted.put(partition, OffsetSpec.latest()));
    Map<TopicPartition, ListOffsetsResultInfo> ends =
        open.listOffsets(wanted).all().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    long lag = 0;
    for (Map.Entry<TopicPartition, OffsetAndMetadata> each : committed.entrySet()) {
      lag += Math.max(0, ends.get(each.getKey()).offset() - each.getValue().offset());
    }
    return lag;
  }

  private Admin open() {
    if (admin.isEmpty()) {
      admin = Optional.of(Admin.create(new HashMap<>(client)));
    }
    return admin.get();
  }

  @Override
  public void close() {
    admin.ifPresent(open -> open.close(Duration.ZERO));
    admin = Optional.empty();
  }
}
