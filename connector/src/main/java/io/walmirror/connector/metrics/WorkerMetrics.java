package io.walmirror.connector.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.source.SourceTaskContext;

/**
 * Shows figures as metrics of the worker, with the connector's and the task's name as tags. Only
 * workers from Kafka 4.1 on have them: nobody but {@link SourceMetrics} touches this class, and it
 * does so prepared for its absence. The worker takes them down with the task.
 */
final class WorkerMetrics {

  private final PluginMetrics metrics;

  private WorkerMetrics(PluginMetrics metrics) {
    this.metrics = metrics;
  }

  static WorkerMetrics of(SourceTaskContext context) {
    return new WorkerMetrics(context.pluginMetrics());
  }

  void show(String name, String what, LongSupplier value) {
    show(name, what, Map.of(), value);
  }

  void show(String name, String what, Map<String, String> tags, LongSupplier value) {
    MetricName metric = metrics.metricName(name, what, new LinkedHashMap<>(tags));
    metrics.addMetric(metric, (Gauge<Long>) (config, now) -> value.getAsLong());
  }
}
