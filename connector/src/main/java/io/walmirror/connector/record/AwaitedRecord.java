package io.walmirror.connector.record;

import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;

/** A record that tells when Kafka has it, or when it was dropped on the way. */
public final class AwaitedRecord extends SourceRecord {

  private final Runnable acknowledged;

  AwaitedRecord(
      Map<String, ?> partition,
      Map<String, ?> offset,
      String topic,
      Schema keySchema,
      Object key,
      Schema valueSchema,
      Object value,
      Iterable<Header> headers,
      Runnable acknowledged) {
    super(partition, offset, topic, null, keySchema, key, valueSchema, value, null, headers);
    this.acknowledged = acknowledged;
  }

  /** Kafka has it. Any thread, once. */
  public void acknowledged() {
    acknowledged.run();
  }
}
