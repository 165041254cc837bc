package io.walmirror.bench.sink;

import io.walmirror.bench.orders.OrderRecords;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.connect.sink.SinkTaskContext;

/**
 * A worker for one sink task with one partition. It has no dead letter queue and cannot rewind: a
 * task that wants to is not being measured at writing rows.
 */
final class LoneWorker implements SinkTaskContext {

  static final TopicPartition PARTITION = new TopicPartition(OrderRecords.TOPIC, 0);

  private final Map<String, String> configs;
  private final PluginMetrics metrics = new PluginMetricsImpl(new Metrics(), Map.of());

  LoneWorker(Map<String, String> configs) {
    this.configs = configs;
  }

  @Override
  public Map<String, String> configs() {
    return configs;
  }

  @Override
  public void offset(Map<TopicPartition, Long> offsets) {
    throw new IllegalStateException("the task wants to go back to " + offsets);
  }

  @Override
  public void offset(TopicPartition partition, long offset) {
    offset(Map.of(partition, offset));
  }

  @Override
  public void timeout(long timeoutMs) {}

  @Override
  public Set<TopicPartition> assignment() {
    return Set.of(PARTITION);
  }

  @Override
  public void pause(TopicPartition... partitions) {}

  @Override
  public void resume(TopicPartition... partitions) {}

  @Override
  public void requestCommit() {}

  @Override
  public PluginMetrics pluginMetrics() {
    return metrics;
  }
}
