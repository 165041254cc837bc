package io.walmirror.connector.metrics;

import io.walmirror.connector.event.ResumePoint;
import io.walmirror.envelope.Lsn;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The figures of one running source. Written by the reader thread, read by any. */
public final class SourceMetrics implements SourceMetricsMXBean, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SourceMetrics.class);

  /** Whose figures are shown under each name. */
  private static final Map<ObjectName, SourceMetrics> SHOWN = new HashMap<>();

  private final LongAdder records = new LongAdder();
  private final LongAdder reconnects = new LongAdder();
  private final LongSupplier queuedBytes;
  private final ObjectName name;
  private volatile long lagMillis = -1;
  private volatile ResumePoint read = ResumePoint.at(Lsn.ZERO);
  private volatile Lsn confirmed = Lsn.ZERO;
  private volatile Lsn received = Lsn.ZERO;
  private volatile boolean connected;
  private volatile long bufferedBytes;
  private volatile long spilledBytes;

  private SourceMetrics(LongSupplier queuedBytes, ObjectName name) {
    this.queuedBytes = queuedBytes;
    this.name = name;
  }

  /**
   * Registers the figures; a platform without JMX goes without. A task that Connect gave up waiting
   * for may still have its own under that name: the newest task's are shown.
   */
  public static SourceMetrics register(String server, LongSupplier queuedBytes) {
    SourceMetrics metrics = new SourceMetrics(queuedBytes, objectName(server));
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
  public String getConfirmedLsn() {
    return confirmed.toString();
  }

  @Override
  public long getUnconfirmedBytes() {
    return Math.max(0, received.value() - confirmed.value());
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
