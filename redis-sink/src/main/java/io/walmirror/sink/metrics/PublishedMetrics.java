package io.walmirror.sink.metrics;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Metrics shown over JMX for as long as it is open. A task that Connect gave up may live on beside
 * its successor: the name belongs to the last that came, and only its owner takes it down.
 */
public final class PublishedMetrics implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PublishedMetrics.class);
  private static final Map<ObjectName, PublishedMetrics> OWNERS = new ConcurrentHashMap<>();

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final ObjectName name;

  private PublishedMetrics(ObjectName name) {
    this.name = name;
  }

  /** Shows the metrics; a JVM that does not let us only costs the metrics. */
  public static PublishedMetrics open(SinkMetrics metrics, String connector, int task) {
    ObjectName name = name(connector, task);
    PublishedMetrics published = new PublishedMetrics(name);
    OWNERS.compute(
        name,
        (any, before) -> {
          published.replace(metrics);
          return published;
        });
    return published;
  }

  static ObjectName name(String connector, int task) {
    try {
      String value = connector.matches("[\\w.-]+") ? connector : ObjectName.quote(connector);
      return new ObjectName("io.walmirror:type=sink,connector=" + value + ",task=" + task);
    } catch (JMException e) {
      throw new IllegalStateException("a quoted name is always an object name", e);
    }
  }

  @Override
  public void close() {
    OWNERS.computeIfPresent(
        name,
        (any, owner) -> {
          if (owner != this) {
            return owner;
          }
          unregister();
          return null;
        });
  }

  private void replace(SinkMetrics metrics) {
    unregister();
    try {
      server.registerMBean(metrics, name);
    } catch (JMException | SecurityException e) {
      LOG.warn("No metrics over JMX as {}: {}", name, e.toString());
    }
  }

  private void unregister() {
    try {
      server.unregisterMBean(name);
    } catch (InstanceNotFoundException e) {
      LOG.debug("{} was not registered", name);
    } catch (JMException | SecurityException e) {
      LOG.warn("Metrics {} stay visible: {}", name, e.toString());
    }
  }
}
