package io.walmirror.connector.metrics;

import io.walmirror.connector.event.Change;
import io.walmirror.connector.event.ResumePoint;
import io.walmirror.connector.snapshot.SnapshotListener;
import io.walmirror.envelope.Lsn;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The figures of one running source. Written by the reader thread, read by any. */
public final class SourceMetrics implements SourceMetricsMXBean, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SourceMetrics.class);

  /** Whose figures are shown under each name. */
  private static final Map<ObjectName, SourceMetrics> SHOWN = new HashMap<>();

  private final LongAdder records = new LongAdder();
  private final LongAdder reconnects = new LongAdder();
  private final ChangeCounts changes = new ChangeCounts(this::appeared);
  private final LongAdder heartbeatQueryFailures = new LongAdder();
  private final LongSupplier queuedBytes;
  private final Supplier<Lsn> stored;
  private final SnapshotFigures snapshot;
  private final ObjectName name;
  private volatile WorkerMetrics worker;
  private volatile long lagMillis = -1;
  private volatile ResumePoint read = ResumePoint.at(Lsn.ZERO);
  private volatile Lsn confirmed = Lsn.ZERO;
  private volatile Lsn received = Lsn.ZERO;
  private volatile Lsn walEnd = Lsn.ZERO;
  private volatile boolean connected;
  private volatile long bufferedBytes;
  private volatile long spilledBytes;

  private SourceMetrics(
      LongSupplier queuedBytes, Supplier<Lsn> stored, SnapshotListener listener, ObjectName name) {
    this.snapshot = new SnapshotFigures(System::nanoTime, listener);
    this.queuedBytes = queuedBytes;
    this.stored = stored;
    this.name = name;
  }

  /**
   * Registers the figures; a platform without JMX goes without. A task that Connect gave up waiting
   * for may still have its own under that name: the newest task's are shown.
   *
   * @param queuedBytes bytes of changes that wait for Connect
   * @param stored the LSN that the stored offset covers
   * @param listener is told how far snapshots are
   */
  public static SourceMetrics register(
      String server, LongSupplier queuedBytes, Supplier<Lsn> stored, SnapshotListener listener) {
    SourceMetrics metrics = new SourceMetrics(queuedBytes, stored, listener, objectName(server));
    try {
      synchronized (SHOWN) {
        if (SHOWN.put(metrics.name, metrics) != null && beans().isRegistered(metrics.name)) {
          beans().unregisterMBean(metrics.name);
        }
        beans().registerMBean(metrics, metrics.name);
      }
    } catch (JMException | SecurityException e) {
      log.warn("the figures of {} are not shown over JMX: {}", metrics.name, e.toString());
    }
    return metrics;
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
      shown.show("snapshot-running", "1 while rows are read", () -> snapshot.running() ? 1 : 0);
      shown.show("snapshot-rows", "Rows that a snapshot read", snapshot::rowsRead);
      shown.show("snapshot-rows-expected", "Rows that it may have", snapshot::rowsExpected);
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

  private static MBeanServer beans() {
    return ManagementFactory.getPlatformMBeanServer();
  }

  private static ObjectName objectName(String server) {
    try {
      return new ObjectName("io.walmirror:type=source,server=" + ObjectName.quote(server));
    } catch (JMException e) {
      throw new IllegalArgumentException("no JMX name can be made of " + server, e);
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

  /** Where a snapshot's own figures are kept. */
  public SnapshotFigures snapshot() {
    return snapshot;
  }

  @Override
  public boolean isSnapshotRunning() {
    return snapshot.running();
  }

  @Override
  public long getSnapshotRows() {
    return snapshot.rowsRead();
  }

  @Override
  public long getSnapshotRowsExpected() {
    return snapshot.rowsExpected();
  }

  @Override
  public Map<String, String> getSnapshotTables() {
    return snapshot.tables();
  }

  @Override
  public boolean isConnected() {
    return connected;
  }

  @Override
  public void close() {
    try {
      synchronized (SHOWN) {
        if (SHOWN.remove(name, this) && beans().isRegistered(name)) {
          beans().unregisterMBean(name);
        }
      }
    } catch (JMException e) {
      log.debug("{} was not registered", name, e);
    }
  }
}
