package io.walmirror.it.differential;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;

/** Records on their way from a source to a sink. */
final class SinkFeed {

  private final JsonConverter keys = new JsonConverter();
  private final JsonConverter values = new JsonConverter();
  private final SimpleHeaderConverter headers = new SimpleHeaderConverter();
  private final boolean json;
  private long offset;

  /** Through the converters of a worker, or without any. */
  SinkFeed(boolean json) {
    this(json, Map.of());
  }

  SinkFeed(boolean json, Map<String, String> converter) {
    this.json = json;
    Map<String, String> config = new HashMap<>(converter);
    config.put("schemas.enable", "true");
    keys.configure(config, true);
    values.configure(config, false);
  }

  /** Gives a task all of these, in their order. */
  void feed(
      PluginLoader plugin, String task, Map<String, String> config, List<SourceRecord> records) {
    SinkTask sink = plugin.task(task, SinkTask.class);
    try {
      sink.initialize(context(config));
      sink.start(config);
      List<SinkRecord> delivered = new ArrayList<>();
      records.forEach(record -> delivered.add(delivered(record)));
      Set<TopicPartition> partitions =
          delivered.stream()
              .map(record -> new TopicPartition(record.topic(), 0))
              .collect(Collectors.toSet());
      sink.open(partitions);
      sink.put(delivered);
      sink.close(partitions);
    } finally {
      sink.stop();
    }
  }

  private SinkRecord delivered(SourceRecord record) {
    SchemaAndValue key = passed(keys, record.topic(), record.keySchema(), record.key());
    SchemaAndValue value = passed(values, record.topic(), record.valueSchema(), record.value());
    ConnectHeaders passed = new ConnectHeaders();
    for (Header header : record.headers()) {
      byte[] bytes =
          headers.fromConnectHeader(record.topic(), header.key(), header.schema(), header.value());
      passed.add(header.key(), headers.toConnectHeader(record.topic(), header.key(), bytes));
    }
    return new SinkRecord(
        record.topic(),
        0,
        key.schema(),
        key.value(),
        value.schema(),
        value.value(),
        offset++,
        0L,
        TimestampType.CREATE_TIME,
        passed);
  }

  private SchemaAndValue passed(
      JsonConverter converter, String topic, Schema schema, Object value) {
    if (!json) {
      return new SchemaAndValue(schema, value);
    }
    return converter.toConnectData(topic, converter.fromConnectData(topic, schema, value));
  }

  /** A worker that is asked for nothing but the configuration. */
  private static SinkTaskContext context(Map<String, String> config) {
    return (SinkTaskContext)
        Proxy.newProxyInstance(
            SinkTaskContext.class.getClassLoader(),
            new Class<?>[] {SinkTaskContext.class},
            (proxy, method, arguments) ->
                method.getReturnType() == Map.class
                    ? config
                    : method.getReturnType() == Set.class ? Set.of() : null);
  }
}
