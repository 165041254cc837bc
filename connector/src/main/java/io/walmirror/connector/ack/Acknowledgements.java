package io.walmirror.connector.ack;

import io.walmirror.connector.record.AwaitedRecord;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * What Kafka acknowledges, record by record. Nothing here blocks: the producer's own thread calls.
 * With exactly-once support it is called only after the transaction that wrote the records.
 */
public final class Acknowledgements {

  private final Map<String, List<Written>> followed = new ConcurrentHashMap<>();

  /**
   * Notes from now on how far records of this topic are written; the topic is the one that they are
   * sent to, before any transform.
   */
  public Written follow(String topic) {
    Written written = new Written();
    followed.computeIfAbsent(topic, any -> new CopyOnWriteArrayList<>()).add(written);
    return written;
  }

  /** Nobody wants to know that any more. */
  public void forget(Written written) {
    followed.values().forEach(all -> all.remove(written));
    followed.values().removeIf(List::isEmpty);
  }

  /** Kafka has the record; {@code metadata} is null where it was dropped on the way. */
  public void acknowledged(SourceRecord record, RecordMetadata metadata) {
    if (metadata != null && metadata.hasOffset() && !followed.isEmpty()) {
      for (Written each : followed.getOrDefault(record.topic(), List.of())) {
        each.add(metadata.topic(), metadata.partition(), metadata.offset());
      }
    }
    if (record instanceof AwaitedRecord awaited) {
      awaited.acknowledged();
    }
  }
}
