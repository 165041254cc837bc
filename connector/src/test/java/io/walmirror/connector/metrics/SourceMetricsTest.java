package io.walmirror.connector.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class SourceMetricsTest {

  private static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();

  @Test
  void theTaskThatStartedLastIsShownWhenTheOneBeforeEndsLate() throws JMException {
    ObjectName name = new ObjectName("io.walmirror:type=source,server=\"late\"");
    SourceMetrics ending = SourceMetrics.register("late", () -> 1);
    SourceMetrics next = SourceMetrics.register("late", () -> 2);
    assertThat(BEANS.getAttribute(name, "QueuedBytes")).isEqualTo(2L);

    ending.close();
    assertThat(BEANS.getAttribute(name, "QueuedBytes")).isEqualTo(2L);

    next.close();
    assertThat(BEANS.isRegistered(name)).isFalse();
  }
}
