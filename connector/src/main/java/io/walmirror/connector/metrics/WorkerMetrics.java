package io.walmirror.connector.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows figures as metrics of the worker, with the connector's and the task's name as tags. Only
 * workers from Kafka 4.1 on have them: nobody but {@link SourceMetrics} touches this class, and it
 * does so prepared for its absence. The worker takes them down with the task.
 *
 * <p>Where Connect gave up waiting for a task to end, that one shows the same names for a while:
 * the figures of the next task wait until it has ended.
 */
final class WorkerMetrics {

  private static final Logger log = LoggerFactory.getLogger(WorkerMetrics.class);

  private final PluginMetrics metrics;
  private final List<Figure> waiting = new ArrayList<>();

  private record Figure(MetricName name, Gauge<Long> value) {}

  private WorkerMetrics(PluginMetrics metrics) {
    this.metrics = metrics;
  }

  static WorkerMetrics of(SourceTaskContext context) {
    return new WorkerMetrics(context.pluginMetrics());
  }

  void show(String name, String what, LongSupplier value) {
    show(name, what, Map.of(), value);
  }

  synchronized void show(String name, String what, Map<String, String> tags, LongSupplier value) {
    MetricName metric = metrics.metricName(name, what, new LinkedHashMap<>(tags));
    waiting.add(new Figure(metric, (config, now) -> value.getAsLong()));
    showWaiting();
  }

  /** Shows what could not be shown before; to be called now and then. */
  synchronized void showWaiting() {
    waiting.removeIf(this::shows);
  }

  private boolean shows(Figure figure) {
    try {
      metrics.addMetric(figure.name, figure.value);
      return true;
    } catch (IllegalArgumentException | IllegalStateException e) {
      log.debug("not shown yet", e);
      return false;
    }
  }
}
