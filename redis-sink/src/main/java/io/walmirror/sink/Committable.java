package io.walmirror.sink;

import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Offsets that may be committed, as far as they go. */
final class Committable {

  private Committable() {}

  /** Nothing of that partition from this offset on. */
  static void holdBack(
      Map<TopicPartition, OffsetAndMetadata> offsets, TopicPartition partition, long from) {
    offsets.computeIfPresent(
        partition, (any, end) -> end.offset() <= from ? end : new OffsetAndMetadata(from));
  }
}
