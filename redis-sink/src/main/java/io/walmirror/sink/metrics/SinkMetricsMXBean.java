package io.walmirror.sink.metrics;

import java.util.Map;

/** The attributes of {@code io.walmirror:type=sink,connector=…,task=…}: public API. */
public interface SinkMetricsMXBean {

  /** Commands that Redis has done. */
  long getApplied();

  /** Commands that came too late: their key had seen something newer. */
  long getFenced();

  /** Records that could not be read, or that Redis refused for good. */
  long getRejected();

  /** The same by cause: Redis' error code, or why the record could not be read. */
  Map<String, Long> getRejectedByCode();

  /** Records that concern no row: control records, logical messages, metadata. */
  long getIgnored();

  /** How often a batch was put off because Redis could not take it or its answer was lost. */
  long getRetried();

  /** The same by cause: Redis' error code, CONNECTION, or LOST. */
  Map<String, Long> getRetriedByCode();

  /** Rows with columns left out that met no row in Redis: they lack those columns. */
  long getIncomplete();

  /** Older rows that told columns which their row, a newer one, had left out. */
  long getCaughtUp();

  /** TRUNCATEs whose table's keys are gone. */
  long getTruncates();

  /** Keys that they removed. */
  long getTruncatedKeys();

  /** TRUNCATEs whose table's keys are still being removed. */
  int getPendingTruncates();

  /** Complete snapshots of tables behind which all keys that are older are gone. */
  long getSweeps();

  /** Keys that were removed behind them. */
  long getSweptKeys();

  /** Complete snapshots that not all tasks have read yet, or whose older keys are being removed. */
  int getPendingSweeps();

  /** Batches whose answers were read to the end. */
  long getBatches();

  /** The rows of those batches. */
  long getBatchRows();

  /** The rows of the largest of them. */
  int getLargestBatchRows();

  /**
   * From the commit in PostgreSQL to the answer of Redis: how many changes that were done took at
   * most 1, 2, 5 … milliseconds, and {@code inf} for all whose commit time is known.
   */
  Map<String, Long> getCommitToAppliedMillis();

  /** The version of the last command that Redis did. */
  String getLastAppliedPosition();

  /**
   * From the commit in PostgreSQL to the answer of Redis, for the last command done; -1 unknown.
   */
  long getLastCommitToAppliedMillis();

  /** Whether older changes are kept from undoing newer ones. */
  boolean isFenceOn();
}
