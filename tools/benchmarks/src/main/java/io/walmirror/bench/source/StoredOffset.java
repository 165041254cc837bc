package io.walmirror.bench.source;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/**
 * A worker for one source task that has stored one offset and stores no other: the offset that
 * Debezium's connector leaves at an LSN, which ours takes over as it is. So both are restarts, and
 * read the log from the same place.
 */
final class StoredOffset implements SourceTaskContext, OffsetStorageReader {

  private final Map<String, String> configs;
  private final long lsn;
  private final PluginMetrics metrics = new PluginMetricsImpl(new Metrics(), Map.of());

  StoredOffset(Map<String, String> configs, long lsn) {
    this.configs = configs;
    this.lsn = lsn;
  }

  @Override
  public Map<String, String> configs() {
    return configs;
  }

  @Override
  public OffsetStorageReader offsetStorageReader() {
    return this;
  }

  @Override
  public PluginMetrics pluginMetrics() {
    return metrics;
  }

  @Override
  public <T> Map<String, Object> offset(Map<String, T> partition) {
    Map<String, Object> offset = new LinkedHashMap<>();
    offset.put("lsn", lsn);
    offset.put("lsn_proc", lsn);
    offset.put("lsn_commit", lsn);
    return offset;
  }

  @Override
  public <T> Map<Map<String, T>, Map<String, Object>> offsets(
      Collection<Map<String, T>> partitions) {
    Map<Map<String, T>, Map<String, Object>> offsets = new HashMap<>();
    partitions.forEach(partition -> offsets.put(partition, offset(partition)));
    return offsets;
  }
}
