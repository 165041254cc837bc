package io.walmirror.connector.metrics;

import io.walmirror.connector.brake.Brake;
import io.walmirror.connector.event.Change;
import io.walmirror.connector.event.ResumePoint;
import io.walmirror.connector.jmx.BeanName;
import io.walmirror.connector.progress.Pace;
import io.walmirror.connector.progress.Readings;
import io.walmirror.connector.snapshot.SnapshotListener;
import io.walmirror.connector.snapshot.demand.Demand;
import io.walmirror.envelope.Lsn;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The figures of one running source. Written by the reader thread, read by any. */
public final class SourceMetrics implements SourceMetricsMXBean, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SourceMetrics.class);

  private final LongAdder records = new LongAdder();
  private final LongAdder reconnects = new LongAdder();
  private final ChangeCounts changes = new ChangeCounts(this::appeared);
  private final LongAdder heartbeatQueryFailures = new LongAdder();
  private final LongAdder alterations = new LongAdder();
  private final LongSupplier queuedBytes;
  private final Supplier<Lsn> stored;
  private final SnapshotFigures snapshot;
  private final DemandFigures demanded;
  private final Demand demand;
  private final BeanName name;
  private volatile WorkerMetrics worker;
  private volatile Optional<Brake> brake = Optional.empty();
  private volatile long lagMillis = -1;
  private volatile ResumePoint read = ResumePoint.at(Lsn.ZERO);
  private volatile Lsn confirmed = Lsn.ZERO;
  private volatile Lsn received = Lsn.ZERO;
  private volatile Lsn walEnd = Lsn.ZERO;
  private volatile boolean connected;
  private volatile long bufferedBytes;
  private volatile long spilledBytes;

  private SourceMetrics(
      LongSupplier queuedBytes,
      Supplier<Lsn> stored,
      SnapshotListener listener,
      DemandFigures demanded,
      Demand demand,
      BeanName name) {
    this.demanded = demanded;
    this.demand = demand;
    this.snapshot = new SnapshotFigures(System::nanoTime, listener);
    this.queuedBytes = queuedBytes;
    this.stored = stored;
    this.name = name;
  }

  /**
   * Registers the figures; a platform without JMX goes without.
   *
   * @param queuedBytes bytes of changes that wait for Connect
   * @param stored the LSN that the stored offset covers
   * @param listener is told how far snapshots are
   * @param demanded knows how far those are that were asked for
   * @param demand knows what was asked for
   */
  public static SourceMetrics register(
      String server,
      LongSupplier queuedBytes,
      Supplier<Lsn> stored,
      SnapshotListener listener,
      DemandFigures demanded,
      Demand demand) {
    SourceMetrics metrics =
        new SourceMetrics(
            queuedBytes, stored, listener, demanded, demand, BeanName.of("source", server));
    metrics.name.show(metrics);
    return metrics;
  }

  /** Rows of snapshots wait as this one says. */
  public void brake(Brake held) {
    brake = Optional.of(held);
  }

  @Override
  public String getSnapshotWaitsFor() {
    return brake.flatMap(Brake::reason).orElse("");
  }

  @Override
  public long getSnapshotWaitedMillis() {
    return brake.map(Brake::waited).map(Duration::toMillis).orElse(0L);
  }

  /** Shows them as the worker's metrics too, where the worker has such. */
  public void showAt(SourceTaskContext context) {
    try {
      WorkerMetrics shown = WorkerMetrics.of(context);
      shown.show("records-sent", "Records handed to Connect", this::getRecordsSent);
      shown.show("queued-bytes", "Bytes of changes that wait for Connect", this::getQueuedBytes);
      shown.show("buffered-bytes", "Bytes of open transactions in memory", this::getBufferedBytes);
      shown.show("spilled-bytes", "Bytes of open transactions in files", this::getSpilledBytes);
      shown.show("reconnects", "Times the stream was opened again", this::getReconnects);
      shown.show("connected", "1 while the stream is open", () -> connected ? 1 : 0);
      shown.show("lag-ms", "From the last change's commit to its reading", this::getLagMillis);
      shown.show("lag-bytes", "Bytes of log that were not read yet", this::getLagBytes);
      shown.show(
          "unconfirmed-bytes",
          "Bytes of log that were read and that the server must keep",
          this::getUnconfirmedBytes);
      shown.show(
          "heartbeat-query-failures",
          "Times heartbeat.action.query failed",
          this::getHeartbeatQueryFailures);
      shown.show("sent-lsn", "LSN that is read", () -> read.covered().value());
      shown.show("stored-lsn", "LSN that the stored offset covers", () -> stored.get().value());
      shown.show("confirmed-lsn", "LSN that the slot may forget", () -> confirmed.value());
      shown.show("snapshot-running", "1 while rows are read", () -> isSnapshotRunning() ? 1 : 0);
      shown.show("snapshot-rows", "Rows that a snapshot read", snapshot::rowsRead);
      shown.show("snapshot-rows-expected", "Rows that it may have", snapshot::rowsExpected);
      shown.show("schema-changes", "Tables altered as no event tells", this::getSchemaChanges);
      shown.show("total-table-count", "Tables of the snapshot", this::getTotalTableCount);
      shown.show("remaining-table-count", "Tables still to read", this::getRemainingTableCount);
      shown.show("snapshot-waits", "1 while rows wait for others", () -> waits() ? 1 : 0);
      shown.show(
          "snapshot-waited-ms", "How long rows waited for others", this::getSnapshotWaitedMillis);
      shown.show("demand-open", "Snapshots asked for and not done", this::getDemandOpen);
      shown.show("demand-paused", "1 while they are paused", () -> demand.isPaused() ? 1 : 0);
      shown.show("demand-rows", "Rows that were read on demand", demanded::rows);
      worker = shown;
    } catch (LinkageError | UnsupportedOperationException e) {
      log.debug("this worker shows no metrics of plugins", e);
    }
  }

  private void appeared(ChangeCounts.Key key, LongSupplier count) {
    WorkerMetrics shown = worker;
    if (shown != null) {
      shown.show(
          "changes",
          "Changes read",
          Map.of("table", key.table(), "operation", key.op().code()),
          count);
    }
  }

  public void sent(int count) {
    records.add(count);
  }

  public void reconnected() {
    reconnects.increment();
  }

  /** Any thread. */
  public void heartbeatQueryFailed() {
    heartbeatQueryFailures.increment();
  }

  /** Any thread. */
  public void altered() {
    alterations.increment();
  }

  public void connected(boolean now) {
    connected = now;
  }

  /** A change committed at this time, in milliseconds from 1970, was read now. */
  public void read(long commitMillis, long nowMillis) {
    lagMillis = Math.max(0, nowMillis - commitMillis);
  }

  public void stream(Lsn receivedUpTo, Lsn confirmedUpTo, ResumePoint sent) {
    received = receivedUpTo;
    confirmed = confirmedUpTo;
    read = sent;
  }

  /** Counts a change. */
  public void count(Change change) {
    change.visit(changes);
  }

  /** Where the server's log ends now; zero while that is not known. */
  public void walEnd(Lsn end) {
    WorkerMetrics shown = worker;
    if (shown != null) {
      shown.showWaiting();
    }
    walEnd = end;
  }

  /** Bytes of transactions that are still open. */
  public void buffered(long inMemory, long inFiles) {
    bufferedBytes = inMemory;
    spilledBytes = inFiles;
  }

  @Override
  public long getBufferedBytes() {
    return bufferedBytes;
  }

  @Override
  public long getSpilledBytes() {
    return spilledBytes;
  }

  @Override
  public long getRecordsSent() {
    return records.sum();
  }

  @Override
  public long getQueuedBytes() {
    return queuedBytes.getAsLong();
  }

  @Override
  public long getReconnects() {
    return reconnects.sum();
  }

  @Override
  public long getLagMillis() {
    return lagMillis;
  }

  @Override
  public String getLastChange() {
    return read.commitLsn() + ", " + read.ordinal();
  }

  @Override
  public Map<String, Long> getChanges() {
    return changes.now();
  }

  @Override
  public long getLagBytes() {
    Lsn end = walEnd;
    return end.equals(Lsn.ZERO) ? -1 : Math.max(0, end.value() - read.covered().value());
  }

  @Override
  public String getStoredLsn() {
    return stored.get().toString();
  }

  @Override
  public String getConfirmedLsn() {
    return confirmed.toString();
  }

  @Override
  public long getUnconfirmedBytes() {
    return Math.max(0, received.value() - confirmed.value());
  }

  @Override
  public long getHeartbeatQueryFailures() {
    return heartbeatQueryFailures.sum();
  }

  @Override
  public long getSchemaChanges() {
    return alterations.sum();
  }

  /** Where a snapshot's own figures are kept. */
  public SnapshotFigures snapshot() {
    return snapshot;
  }

  @Override
  public boolean isSnapshotRunning() {
    return snapshot.running() || demanded.halting();
  }

  @Override
  public long getSnapshotRows() {
    return snapshot.rowsRead();
  }

  @Override
  public long getSnapshotRowsExpected() {
    return snapshot.rowsExpected();
  }

  private boolean waits() {
    return brake.flatMap(Brake::reason).isPresent();
  }

  /** Those of the snapshot that is read, or was read last. */
  private Readings readings() {
    return snapshot.running() || demanded.readings().total() == 0
        ? snapshot.readings()
        : demanded.readings();
  }

  @Override
  public int getTotalTableCount() {
    return readings().total();
  }

  @Override
  public int getRemainingTableCount() {
    return readings().remaining();
  }

  @Override
  public Map<String, Long> getRowsScanned() {
    return readings().figures(Pace::rows);
  }

  @Override
  public Map<String, Long> getRowsExpected() {
    return readings().figures(Pace::expected);
  }

  @Override
  public Map<String, Long> getRowsPerSecond() {
    return readings().figures(pace -> Math.round(pace.perSecond()));
  }

  @Override
  public Map<String, Long> getSecondsToGo() {
    return readings().figures(Pace::secondsToGo);
  }

  @Override
  public int getDemandOpen() {
    return demand.open().size();
  }

  @Override
  public boolean isDemandPaused() {
    return demand.isPaused();
  }

  @Override
  public long getDemandRows() {
    return demanded.rows();
  }

  @Override
  public Map<String, String> getDemandTables() {
    return demanded.readings().texts();
  }

  @Override
  public Map<String, String> getSnapshotTables() {
    return snapshot.readings().texts();
  }

  @Override
  public boolean isConnected() {
    return connected;
  }

  @Override
  public void close() {
    name.withdraw(this);
  }
}
