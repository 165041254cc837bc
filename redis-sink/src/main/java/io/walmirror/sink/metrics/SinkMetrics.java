package io.walmirror.sink.metrics;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The counters of one task. Written by the task's thread, read by any. */
public final class SinkMetrics implements SinkMetricsMXBean {

  private final boolean fenceOn;
  private final LongAdder applied = new LongAdder();
  private final LongAdder fenced = new LongAdder();
  private final LongAdder rejected = new LongAdder();
  private final LongAdder ignored = new LongAdder();
  private final LongAdder retried = new LongAdder();
  private final LongAdder incomplete = new LongAdder();
  private final LongAdder caughtUp = new LongAdder();
  private final LongAdder truncates = new LongAdder();
  private final LongAdder truncatedKeys = new LongAdder();
  private final LongAdder sweeps = new LongAdder();
  private final LongAdder sweptKeys = new LongAdder();
  private final LongAdder batchRows = new LongAdder();
  private final Histogram commitToApplied = new Histogram();
  private volatile int pendingTruncates;
  private volatile int awaitedSweeps;
  private volatile int runningSweeps;
  private volatile int largestBatchRows;
  private final LongAdder batches = new LongAdder();
  private final Map<String, LongAdder> rejectedByCode = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> retriedByCode = new ConcurrentHashMap<>();
  private volatile String lastAppliedPosition = "";
  private volatile long lastCommitToAppliedMillis = -1;

  public SinkMetrics(boolean fenceOn) {
    this.fenceOn = fenceOn;
  }

  public void applied() {
    applied.increment();
  }

  public void incomplete() {
    incomplete.increment();
  }

  public void caughtUp() {
    caughtUp.increment();
  }

  public void truncated(long keys) {
    truncates.increment();
    truncatedKeys.add(keys);
  }

  public void pendingTruncates(int pending) {
    pendingTruncates = pending;
  }

  public void swept(long keys) {
    sweeps.increment();
    sweptKeys.add(keys);
  }

  public void awaitedSweeps(int awaited) {
    awaitedSweeps = awaited;
  }

  public void runningSweeps(int running) {
    runningSweeps = running;
  }

  public void fenced() {
    fenced.increment();
  }

  public void rejected(String code) {
    rejected.increment();
    rejectedByCode.computeIfAbsent(code, any -> new LongAdder()).increment();
  }

  public void ignored() {
    ignored.increment();
  }

  public void retried(String code) {
    retried.increment();
    retriedByCode.computeIfAbsent(code, any -> new LongAdder()).increment();
  }

  public void batch(int rows) {
    batches.increment();
    batchRows.add(rows);
    largestBatchRows = Math.max(largestBatchRows, rows);
  }

  public void lastApplied(String position) {
    lastAppliedPosition = position;
  }

  public void commitToApplied(long millis) {
    commitToApplied.add(millis);
    lastCommitToAppliedMillis = millis;
  }

  @Override
  public long getApplied() {
    return applied.sum();
  }

  @Override
  public long getFenced() {
    return fenced.sum();
  }

  @Override
  public long getRejected() {
    return rejected.sum();
  }

  @Override
  public Map<String, Long> getRejectedByCode() {
    return sums(rejectedByCode);
  }

  @Override
  public long getIgnored() {
    return ignored.sum();
  }

  @Override
  public long getRetried() {
    return retried.sum();
  }

  @Override
  public Map<String, Long> getRetriedByCode() {
    return sums(retriedByCode);
  }

  @Override
  public long getIncomplete() {
    return incomplete.sum();
  }

  @Override
  public long getCaughtUp() {
    return caughtUp.sum();
  }

  @Override
  public long getTruncates() {
    return truncates.sum();
  }

  @Override
  public long getTruncatedKeys() {
    return truncatedKeys.sum();
  }

  @Override
  public int getPendingTruncates() {
    return pendingTruncates;
  }

  @Override
  public long getSweeps() {
    return sweeps.sum();
  }

  @Override
  public long getSweptKeys() {
    return sweptKeys.sum();
  }

  @Override
  public int getPendingSweeps() {
    return awaitedSweeps + runningSweeps;
  }

  @Override
  public long getBatches() {
    return batches.sum();
  }

  @Override
  public long getBatchRows() {
    return batchRows.sum();
  }

  @Override
  public int getLargestBatchRows() {
    return largestBatchRows;
  }

  @Override
  public Map<String, Long> getCommitToAppliedMillis() {
    return commitToApplied.upTo();
  }

  @Override
  public String getLastAppliedPosition() {
    return lastAppliedPosition;
  }

  @Override
  public long getLastCommitToAppliedMillis() {
    return lastCommitToAppliedMillis;
  }

  @Override
  public boolean isFenceOn() {
    return fenceOn;
  }

  private static Map<String, Long> sums(Map<String, LongAdder> counters) {
    Map<String, Long> sums = new TreeMap<>();
    counters.forEach((code, counter) -> sums.put(code, counter.sum()));
    return sums;
  }
}
