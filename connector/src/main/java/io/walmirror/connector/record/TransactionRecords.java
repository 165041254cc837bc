package io.walmirror.connector.record;

import io.walmirror.connector.event.Transaction;
import io.walmirror.envelope.Lsn;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** Debezium's records of where transactions begin and end. */
final class TransactionRecords {

  private static final String ID = "id";
  private static final String STATUS = "status";
  private static final String EVENTS = "event_count";
  private static final String TABLES = "data_collections";
  private static final String TABLE = "data_collection";
  private static final String MILLIS = "ts_ms";

  private static final Schema KEY =
      SchemaBuilder.struct()
          .name("io.debezium.connector.common.TransactionMetadataKey")
          .version(1)
          .field(ID, Schema.STRING_SCHEMA)
          .build();

  private static final Schema OF_TABLE =
      SchemaBuilder.struct()
          .name("event.collection")
          .version(1)
          .field(TABLE, Schema.STRING_SCHEMA)
          .field(EVENTS, Schema.INT64_SCHEMA)
          .optional()
          .build();

  private static final Schema VALUE =
      SchemaBuilder.struct()
          .name("io.debezium.connector.common.TransactionMetadataValue")
          .version(1)
          .field(STATUS, Schema.STRING_SCHEMA)
          .field(ID, Schema.STRING_SCHEMA)
          .field(EVENTS, Schema.OPTIONAL_INT64_SCHEMA)
          .field(TABLES, SchemaBuilder.array(OF_TABLE).optional().build())
          .field(MILLIS, Schema.INT64_SCHEMA)
          .build();

  private final Map<String, ?> partition;
  private final String topic;

  TransactionRecords(Map<String, ?> partition, String topic) {
    this.partition = partition;
    this.topic = topic;
  }

  /** A transaction's id as it is told at some place of the log, which Debezium puts behind it. */
  static String id(Transaction transaction, Lsn at) {
    return Integer.toUnsignedString(transaction.xid()) + ":" + at.value();
  }

  SourceRecord begin(Transaction transaction, Lsn at, SourceOffset offset) {
    return record(value("BEGIN", transaction, at), offset);
  }

  SourceRecord end(Transaction transaction, Lsn at, TransactionCounts counts, SourceOffset offset) {
    List<Struct> tables =
        counts.tables().entrySet().stream()
            .map(
                each -> new Struct(OF_TABLE).put(TABLE, each.getKey()).put(EVENTS, each.getValue()))
            .toList();
    Struct value = value("END", transaction, at).put(EVENTS, counts.total()).put(TABLES, tables);
    return record(value, offset);
  }

  private static Struct value(String status, Transaction transaction, Lsn at) {
    return new Struct(VALUE)
        .put(STATUS, status)
        .put(ID, id(transaction, at))
        .put(MILLIS, Math.floorDiv(transaction.commitMicros(), 1000L));
  }

  private SourceRecord record(Struct value, SourceOffset offset) {
    Struct key = new Struct(KEY).put(ID, value.getString(ID));
    return new SourceRecord(partition, offset, topic, KEY, key, VALUE, value);
  }
}
