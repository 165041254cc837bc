package io.walmirror.sink.row;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Debezium's own records that are about no row: known by the name of their schema or, where they
 * come without one, by their fields in key and value, all of them and no others.
 */
final class MetadataRecords {

  private static final Set<String> SCHEMAS =
      Set.of(
          "io.debezium.connector.common.Heartbeat",
          "io.debezium.connector.common.TransactionMetadataValue");

  private static final Set<String> TRANSACTION_KEY = Set.of("id");
  private static final Set<String> TRANSACTION =
      Set.of("status", "id", "event_count", "data_collections", "ts_ms");

  private static final Set<String> HEARTBEAT_KEY = Set.of("serverName");
  private static final Set<String> HEARTBEAT = Set.of("ts_ms");

  private MetadataRecords() {}

  static boolean has(SinkRecord record) {
    Schema schema = record.valueSchema();
    if (schema != null) {
      return schema.name() != null && SCHEMAS.contains(schema.name());
    }
    return record.value() instanceof Map<?, ?> value
        && record.key() instanceof Map<?, ?> key
        && ((key.keySet().equals(TRANSACTION_KEY) && value.keySet().equals(TRANSACTION))
            || (key.keySet().equals(HEARTBEAT_KEY) && value.keySet().equals(HEARTBEAT)));
  }
}
