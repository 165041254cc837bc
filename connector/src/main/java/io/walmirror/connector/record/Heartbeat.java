package io.walmirror.connector.record;

import io.walmirror.envelope.EnvelopeFields;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** Debezium's sign of life: which server it is of, and when it was given. */
final class Heartbeat {

  private static final String SERVER_NAME = "serverName";
  private static final int KAFKA_PARTITION = 0;

  private static final Schema KEY =
      SchemaBuilder.struct()
          .name("io.debezium.connector.common.ServerNameKey")
          .field(SERVER_NAME, Schema.STRING_SCHEMA)
          .build();

  private static final Schema VALUE =
      SchemaBuilder.struct()
          .name("io.debezium.connector.common.Heartbeat")
          .field(EnvelopeFields.TS_MS, Schema.INT64_SCHEMA)
          .build();

  private Heartbeat() {}

  static SourceRecord record(
      Map<String, ?> partition, SourceOffset offset, String topic, String server, long millis) {
    return new SourceRecord(
        partition,
        offset,
        topic,
        KAFKA_PARTITION,
        KEY,
        new Struct(KEY).put(SERVER_NAME, server),
        VALUE,
        new Struct(VALUE).put(EnvelopeFields.TS_MS, millis));
  }
}
