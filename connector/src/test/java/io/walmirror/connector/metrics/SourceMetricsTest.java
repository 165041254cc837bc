package io.walmirror.connector.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.event.Change;
import io.walmirror.connector.event.Place;
import io.walmirror.connector.event.Transaction;
import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.connector.progress.Readings;
import io.walmirror.connector.snapshot.SnapshotListener;
import io.walmirror.connector.snapshot.demand.Demand;
import io.walmirror.connector.snapshot.demand.DemandListener;
import io.walmirror.connector.snapshot.demand.DemandListener.Step;
import io.walmirror.connector.snapshot.demand.SnapshotRequest;
import io.walmirror.connector.snapshot.demand.SnapshotRequest.Kind;
import io.walmirror.envelope.Lsn;
import io.walmirror.envelope.TableName;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.TabularData;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SourceMetricsTest {

  private static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();
  private static final Lsn STORED = Lsn.parse("0/10");
  private static final Relation ORDERS =
      new Relation(1, new TableName("public", "orders"), 'd', List.of());

  private final AtomicLong nanos = new AtomicLong();
  private final DemandFigures figures =
      new DemandFigures(new Readings(nanos::get), DemandListener.NONE);
  private final Demand demand = new Demand(figures);

  private final SourceMetrics metrics =
      SourceMetrics.register(
          "shop", () -> 7L, () -> STORED, SnapshotListener.NONE, figures, demand);

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void changesAreCountedByTableAndOperation() throws JMException {
    metrics.count(inserted());
    metrics.count(inserted());
    metrics.count(truncated());

    TabularData shown = (TabularData) jmx("Changes");
    assertThat(shown.get(new Object[] {"public.orders c"}).get("value")).isEqualTo(2L);
    assertThat(shown.get(new Object[] {"public.orders t"}).get("value")).isEqualTo(1L);
    assertThat(shown.size()).isEqualTo(2);
  }

  @Test
  void whatIsReadOnDemandIsShown() throws JMException {
    SnapshotRequest request =
        new SnapshotRequest("a", Kind.INCREMENTAL, List.of("public.orders"), Map.of());
    TableName orders = new TableName("public", "orders");
    demand.request(request);
    demand.pause();
    assertThat(jmx("DemandOpen")).isEqualTo(1);
    assertThat(jmx("DemandPaused")).isEqualTo(true);

    figures.started(request, List.of(orders));
    figures.expected(request, orders, 60);
    figures.tableBegan(request, orders, 0);
    nanos.set(2_000_000_000L);
    figures.progressed(request, new Step(orders, 10, 1, List.of("10"), List.of()));
    figures.progressed(request, new Step(orders, 30, 2, List.of("30"), List.of()));
    assertThat(jmx("DemandRows")).isEqualTo(30L);
    TabularData shown = (TabularData) jmx("DemandTables");
    assertThat(shown.get(new Object[] {"public.orders"}).get("value"))
        .isEqualTo("30 of about 60 rows, 15 rows/s, 2 s to go");
    assertThat(figure("RowsScanned")).isEqualTo(30L);
    assertThat(figure("RowsExpected")).isEqualTo(60L);
    assertThat(figure("RowsPerSecond")).isEqualTo(15L);
    assertThat(figure("SecondsToGo")).isEqualTo(2L);
    assertThat(jmx("RemainingTableCount")).isEqualTo(1);

    figures.tableBegan(request, orders, 0);
    figures.progressed(request, new Step(orders, 10, 1, List.of("10"), List.of()));
    assertThat(jmx("DemandRows")).as("read again").isEqualTo(40L);
    figures.tableDone(request, orders, 10);
    assertThat(((TabularData) jmx("DemandTables")).isEmpty()).isTrue();
    assertThat(jmx("TotalTableCount")).isEqualTo(1);
    assertThat(jmx("RemainingTableCount")).isEqualTo(0);
    assertThat(figure("RowsExpected")).isEqualTo(10L);
  }

  private static Object figure(String attribute) throws JMException {
    return ((TabularData) jmx(attribute)).get(new Object[] {"public.orders"}).get("value");
  }

  @Test
  void aBlockingSnapshotRunsUntilItIsStopped() throws JMException {
    SnapshotRequest request =
        new SnapshotRequest("a", Kind.BLOCKING, List.of("public.orders"), Map.of());
    TableName orders = new TableName("public", "orders");
    figures.started(request, List.of(orders));
    figures.tableBegan(request, orders, 0);
    figures.read(request, orders, 7);
    assertThat(jmx("SnapshotRunning")).isEqualTo(true);
    assertThat(figure("RowsScanned")).isEqualTo(7L);
    assertThat(figure("RowsExpected")).isEqualTo(-1L);
    assertThat(jmx("DemandRows")).isEqualTo(7L);

    figures.stopped(request);
    assertThat(jmx("SnapshotRunning")).isEqualTo(false);
    assertThat(jmx("TotalTableCount")).isEqualTo(0);
  }

  @Test
  void theByteLagIsUnknownUntilTheLogsEndIs() throws JMException {
    assertThat(jmx("LagBytes")).isEqualTo(-1L);
    metrics.walEnd(Lsn.parse("0/100"));

    assertThat(jmx("LagBytes")).isEqualTo(256L);
    assertThat(jmx("StoredLsn")).isEqualTo("0/10");
  }

  @Test
  void aWorkerThatHasPluginMetricsShowsThemWithTags() {
    try (Metrics worker = new Metrics()) {
      metrics.showAt(
          new Context() {
            @Override
            public PluginMetrics pluginMetrics() {
              return new PluginMetricsImpl(worker, Map.of("connector", "shop"));
            }
          });
      metrics.sent(3);
      metrics.count(inserted());

      assertThat(value(worker, "records-sent")).isEqualTo(3L);
      assertThat(value(worker, "queued-bytes")).isEqualTo(7L);
      assertThat(value(worker, "stored-lsn")).isEqualTo(16L);
      KafkaMetric changes = metric(worker, "changes");
      assertThat(changes.metricValue()).isEqualTo(1L);
      assertThat(changes.metricName().tags())
          .containsEntry("table", "public.orders")
          .containsEntry("operation", "c")
          .containsEntry("connector", "shop");
    }
  }

  @Test
  void aWorkerThatHasNoneCostsNothingElse() throws JMException {
    metrics.showAt(
        new Context() {
          @Override
          public PluginMetrics pluginMetrics() {
            throw new NoSuchMethodError("pluginMetrics");
          }
        });
    metrics.count(inserted());
    metrics.sent(1);

    assertThat(jmx("RecordsSent")).isEqualTo(1L);
  }

  @Test
  void whatATaskThatHasNotEndedShowsIsShownWhenItHas() throws Exception {
    try (Metrics worker = new Metrics()) {
      PluginMetricsImpl earlier = new PluginMetricsImpl(worker, Map.of("connector", "shop"));
      earlier.addMetric(earlier.metricName("records-sent", "", new LinkedHashMap<>()), gauge(5));
      metrics.showAt(
          new Context() {
            @Override
            public PluginMetrics pluginMetrics() {
              return new PluginMetricsImpl(worker, Map.of("connector", "shop"));
            }
          });
      metrics.sent(3);
      assertThat(value(worker, "records-sent")).isEqualTo(5L);
      assertThat(value(worker, "queued-bytes")).isEqualTo(7L);

      earlier.close();
      metrics.walEnd(Lsn.ZERO);
      assertThat(value(worker, "records-sent")).isEqualTo(3L);
    }
  }

  private static Gauge<Long> gauge(long value) {
    return (config, now) -> value;
  }

  private static Change inserted() {
    return new Change.Inserted(transaction(), place(), ORDERS, null);
  }

  private static Change truncated() {
    return new Change.Truncated(transaction(), place(), ORDERS);
  }

  private static Transaction transaction() {
    return new Transaction(1, STORED, 0, Lsn.ZERO, Transaction.Origin.LOCAL);
  }

  private static Place place() {
    return new Place(1, STORED, 1, STORED);
  }

  private static Object jmx(String attribute) throws JMException {
    return ManagementFactory.getPlatformMBeanServer()
        .getAttribute(new ObjectName("io.walmirror:type=source,server=\"shop\""), attribute);
  }

  private static Object value(Metrics worker, String name) {
    return metric(worker, name).metricValue();
  }

  private static KafkaMetric metric(Metrics worker, String name) {
    return worker.metrics().entrySet().stream()
        .filter(each -> each.getKey().name().equals(name))
        .findFirst()
        .orElseThrow()
        .getValue();
  }

  /** What a worker tells a task. */
  private abstract static class Context implements SourceTaskContext {
    @Override
    public Map<String, String> configs() {
      return Map.of();
    }

    @Override
    public OffsetStorageReader offsetStorageReader() {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void theTaskThatStartedLastIsShownWhenTheOneBeforeEndsLate() throws JMException {
    ObjectName name = new ObjectName("io.walmirror:type=source,server=\"late\"");
    SourceMetrics ending =
        SourceMetrics.register(
            "late", () -> 1, () -> STORED, SnapshotListener.NONE, figures, demand);
    SourceMetrics next =
        SourceMetrics.register(
            "late", () -> 2, () -> STORED, SnapshotListener.NONE, figures, demand);
    assertThat(BEANS.getAttribute(name, "QueuedBytes")).isEqualTo(2L);

    ending.close();
    assertThat(BEANS.getAttribute(name, "QueuedBytes")).isEqualTo(2L);

    next.close();
    assertThat(BEANS.isRegistered(name)).isFalse();
  }
}
