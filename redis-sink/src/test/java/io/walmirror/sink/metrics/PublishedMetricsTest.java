package io.walmirror.sink.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.Test;

class PublishedMetricsTest {

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

  @Test
  void countersAreShownWhileTheTaskRuns() throws JMException {
    SinkMetrics metrics = new SinkMetrics(true);
    ObjectName name = new ObjectName("io.walmirror:type=sink,connector=mirror,task=3");
    PublishedMetrics published = PublishedMetrics.open(metrics, "mirror", 3);
    metrics.applied();
    metrics.incomplete();
    metrics.fenced();
    metrics.rejected("WRONGTYPE");
    metrics.retried("OOM");
    metrics.ignored();
    metrics.batch(7);
    metrics.batch(3);
    metrics.commitToApplied(400_000);
    metrics.lastApplied("p0");
    metrics.commitToApplied(12);

    assertThat(server.getAttribute(name, "Applied")).isEqualTo(1L);
    assertThat(server.getAttribute(name, "Incomplete")).isEqualTo(1L);
    assertThat(server.getAttribute(name, "Fenced")).isEqualTo(1L);
    assertThat(server.getAttribute(name, "Rejected")).isEqualTo(1L);
    assertThat(((TabularData) server.getAttribute(name, "RejectedByCode")).size()).isEqualTo(1);
    assertThat(server.getAttribute(name, "Retried")).isEqualTo(1L);
    assertThat(((TabularData) server.getAttribute(name, "RetriedByCode")).size()).isEqualTo(1);
    assertThat(server.getAttribute(name, "Ignored")).isEqualTo(1L);
    assertThat(server.getAttribute(name, "Batches")).isEqualTo(2L);
    assertThat(server.getAttribute(name, "BatchRows")).isEqualTo(10L);
    assertThat(server.getAttribute(name, "LargestBatchRows")).isEqualTo(7);
    TabularData histogram = (TabularData) server.getAttribute(name, "CommitToAppliedMillis");
    assertThat(upTo(histogram, "10")).isEqualTo(0L);
    assertThat(upTo(histogram, "20")).isEqualTo(1L);
    assertThat(upTo(histogram, "300000")).isEqualTo(1L);
    assertThat(upTo(histogram, "inf")).isEqualTo(2L);
    assertThat(server.getAttribute(name, "LastAppliedPosition")).isEqualTo("p0");
    assertThat(server.getAttribute(name, "LastCommitToAppliedMillis")).isEqualTo(12L);
    assertThat(server.getAttribute(name, "FenceOn")).isEqualTo(true);
    published.close();
    assertThat(server.isRegistered(name)).isFalse();
  }

  private static Object upTo(TabularData histogram, String bound) {
    return histogram.get(new Object[] {bound}).get("value");
  }

  @Test
  void aTaskThatLivesOnDoesNotTakeDownItsSuccessorsMetrics() {
    ObjectName name = PublishedMetrics.name("mirror", 4);
    PublishedMetrics zombie = PublishedMetrics.open(new SinkMetrics(true), "mirror", 4);
    PublishedMetrics successor = PublishedMetrics.open(new SinkMetrics(true), "mirror", 4);
    zombie.close();
    assertThat(server.isRegistered(name)).isTrue();
    successor.close();
    assertThat(server.isRegistered(name)).isFalse();
  }

  @Test
  void anyConnectorNameCanBeShown() {
    ObjectName name = PublishedMetrics.name("a, b=*:\"c\"", 0);
    assertThat(ObjectName.unquote(name.getKeyProperty("connector"))).isEqualTo("a, b=*:\"c\"");
  }
}
