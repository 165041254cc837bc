package io.walmirror.connector.record;

import io.walmirror.connector.notification.Notification;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** A notification as Debezium puts it into a topic. */
final class NotificationRecord {

  private static final String ID = "id";
  private static final String TYPE = "type";
  private static final String AGGREGATE_TYPE = "aggregate_type";
  private static final String ADDITIONAL_DATA = "additional_data";
  private static final String TIMESTAMP = "timestamp";

  private static final Schema KEY =
      SchemaBuilder.struct()
          .name("io.debezium.connector.common.NotificationKey")
          .version(1)
          .field(ID, Schema.STRING_SCHEMA)
          .build();

  private static final Schema VALUE =
      SchemaBuilder.struct()
          .name("io.debezium.connector.common.Notification")
          .version(1)
          .field(ID, Schema.STRING_SCHEMA)
          .field(TYPE, Schema.STRING_SCHEMA)
          .field(AGGREGATE_TYPE, Schema.STRING_SCHEMA)
          .field(
              ADDITIONAL_DATA,
              SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).optional().build())
          .field(TIMESTAMP, Schema.INT64_SCHEMA)
          .build();

  private NotificationRecord() {}

  static SourceRecord of(
      Notification notification, Map<String, ?> partition, SourceOffset offset, String topic) {
    return new SourceRecord(
        partition,
        offset,
        topic,
        KEY,
        new Struct(KEY).put(ID, notification.id()),
        VALUE,
        new Struct(VALUE)
            .put(ID, notification.id())
            .put(TYPE, notification.type())
            .put(AGGREGATE_TYPE, notification.aggregateType())
            .put(ADDITIONAL_DATA, notification.additionalData())
            .put(TIMESTAMP, notification.millis()));
  }
}
