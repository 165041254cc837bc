package io.walmirror.connector.metrics;

import java.util.Map;

/** The source's figures as JMX shows them, under {@code io.walmirror:type=source,server=…}. */
public interface SourceMetricsMXBean {

  /** Records handed to Connect since the task started. */
  long getRecordsSent();

  /** Bytes of changes that wait for Connect. */
  long getQueuedBytes();

  /** Bytes of open transactions that are kept in memory. */
  long getBufferedBytes();

  /** Bytes of open transactions that are kept in files. */
  long getSpilledBytes();

  /** Times the stream was opened again after a lost connection. */
  long getReconnects();

  /** Milliseconds between the commit of the last change and its reading; -1 before the first. */
  long getLagMillis();

  /** Bytes of log that the server has and that were not read yet; -1 while that is not known. */
  long getLagBytes();

  /** Changes that were read, by table and operation, such as {@code public.orders u}. */
  Map<String, Long> getChanges();

  /** The LSN that the offset covers which Connect has stored. */
  String getStoredLsn();

  /** Commit LSN and ordinal of the last change that was read. */
  String getLastChange();

  /** The LSN up to which the server has been told that it may forget. */
  String getConfirmedLsn();

  /** Bytes of log between what is confirmed and what the server has sent. */
  long getUnconfirmedBytes();

  /** Times {@code heartbeat.action.query} failed. */
  long getHeartbeatQueryFailures();

  /** Times a table was altered so that rows have other values, which no event told. */
  long getSchemaChanges();

  /** True while rows are read that were there already, and the stream waits for them. */
  boolean isSnapshotRunning();

  /** Rows that snapshots of this task have read. */
  long getSnapshotRows();

  /**
   * Rows that there are to read, those that were read included; an estimate until then, -1 while
   * unknown.
   */
  long getSnapshotRowsExpected();

  /** Tables that are being read: rows read and expected, rows a second, seconds to go, in words. */
  Map<String, String> getSnapshotTables();

  /** Tables of the snapshot that is read, of whatever kind, or was read last. */
  int getTotalTableCount();

  /** How many of them are not done. */
  int getRemainingTableCount();

  /** Rows that were read of each. */
  Map<String, Long> getRowsScanned();

  /** Rows that there may be of each; -1 while that is not known. */
  Map<String, Long> getRowsExpected();

  /** Rows that were read of each in a second of late; 0 where it is not read. */
  Map<String, Long> getRowsPerSecond();

  /** Seconds until each is done if it goes on so; -1 while that is not known. */
  Map<String, Long> getSecondsToGo();

  /** Snapshots that were asked for and are not done. */
  int getDemandOpen();

  /** True while reading on demand is paused. */
  boolean isDemandPaused();

  /** Rows that were read on demand and handed on since the task started. */
  long getDemandRows();

  /** The same of tables that are read on demand. */
  Map<String, String> getDemandTables();

  /** True while the stream is open. */
  boolean isConnected();
}
