package io.walmirror.transforms;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.source.SourceRecord;

/** Where a transform runs, and in which form records reach it there. */
enum Chain {
  /** In the source, on the records that the source made. */
  SOURCE,
  /** In a sink, behind a converter that keeps schemas. */
  SINK,
  /** In a sink, behind a converter that drops schemas. */
  SCHEMALESS_SINK;

  static final long OFFSET = 77;

  /** What comes out of Flatten with these settings; null where it was dropped. */
  ConnectRecord<?> flatten(Map<String, String> settings, SourceRecord record) {
    return flattening(settings).apply(record);
  }

  /** One Flatten with these settings, for any number of records. */
  Function<SourceRecord, ConnectRecord<?>> flattening(Map<String, String> settings) {
    if (this == SOURCE) {
      Flatten<SourceRecord> flatten = new Flatten<>();
      flatten.configure(settings);
      return flatten::apply;
    }
    Flatten<SinkRecord> flatten = new Flatten<>();
    flatten.configure(settings);
    return record -> flatten.apply((SinkRecord) arriving(record));
  }

  /** The record as it reaches the transform in this chain. */
  ConnectRecord<?> arriving(SourceRecord record) {
    if (this == SOURCE) {
      return record;
    }
    SchemaAndValue key = Json.converted(record.keySchema(), record.key(), this == SINK);
    SchemaAndValue value = Json.converted(record.valueSchema(), record.value(), this == SINK);
    return new SinkRecord(
        record.topic(),
        record.kafkaPartition(),
        key.schema(),
        key.value(),
        value.schema(),
        value.value(),
        OFFSET,
        record.timestamp(),
        TimestampType.CREATE_TIME,
        record.headers());
  }

  static <R extends ConnectRecord<R>> R flattened(Map<String, String> settings, R record) {
    try (Flatten<R> flatten = new Flatten<>()) {
      flatten.configure(settings);
      return flatten.apply(record);
    }
  }

  /** The names of a row's columns, in their order. */
  static List<String> columns(ConnectRecord<?> record) {
    if (record.value() instanceof Struct struct) {
      return struct.schema().fields().stream().map(Field::name).toList();
    }
    return ((Map<?, ?>) record.value()).keySet().stream().map(Object::toString).toList();
  }

  /** What a column holds, without the default that a Struct would put in place of null. */
  static Object column(ConnectRecord<?> record, String name) {
    return record.value() instanceof Struct struct
        ? struct.getWithoutDefault(name)
        : ((Map<?, ?>) record.value()).get(name);
  }

  static String header(ConnectRecord<?> record, String name) {
    var header = record.headers().lastWithName(name);
    return header == null ? null : (String) header.value();
  }

  /** Conversion to JSON and back. */
  static final class Json {

    private static final JsonConverter WITH_SCHEMAS = converter(true);
    private static final JsonConverter WITHOUT_SCHEMAS = converter(false);

    private Json() {}

    static SchemaAndValue converted(Schema schema, Object value, boolean schemas) {
      JsonConverter converter = schemas ? WITH_SCHEMAS : WITHOUT_SCHEMAS;
      return converter.toConnectData(
          Events.TOPIC, converter.fromConnectData(Events.TOPIC, schema, value));
    }

    static byte[] bytes(ConnectRecord<?> record, boolean schemas) {
      JsonConverter converter = schemas ? WITH_SCHEMAS : WITHOUT_SCHEMAS;
      return converter.fromConnectData(Events.TOPIC, record.valueSchema(), record.value());
    }

    private static JsonConverter converter(boolean schemas) {
      JsonConverter converter = new JsonConverter();
      converter.configure(
          Map.of("schemas.enable", schemas, "replace.null.with.default", false), false);
      return converter;
    }
  }
}
