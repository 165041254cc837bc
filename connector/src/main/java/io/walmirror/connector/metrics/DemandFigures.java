package io.walmirror.connector.metrics;

import io.walmirror.connector.snapshot.demand.DemandListener;
import io.walmirror.connector.snapshot.demand.SnapshotRequest;
import io.walmirror.envelope.TableName;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How far the snapshots are that were asked for. Told by the reader thread and by the one that
 * reads rows, read by any.
 */
public final class DemandFigures implements DemandListener {

  private final LongSupplier nanoClock;
  private final AtomicLong rows = new AtomicLong();
  private volatile long sinceNanos;
  private final ConcurrentMap<String, Table> tables = new ConcurrentHashMap<>();

  /** A table that is read: since when, with how many rows behind it, and how far it is. */
  private record Table(long beginNanos, long before, long rows, long chunks) {
    Table at(long nowRows, long nowChunks) {
      return new Table(beginNanos, before, nowRows, nowChunks);
    }

    String state(long nowNanos) {
      double seconds = Math.max(1e-3, (nowNanos - beginNanos) / 1e9);
      return String.format(
          "%d rows, %d ranges, %.0f rows/s", rows, chunks, (rows - before) / seconds);
    }
  }

  public DemandFigures(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  @Override
  public void started(SnapshotRequest request, List<TableName> all) {
    sinceNanos = nanoClock.getAsLong();
    tables.clear();
  }

  @Override
  public void progressed(SnapshotRequest request, Step step) {
    String name = step.table().toString();
    Table known = tables.get(name);
    if (known == null || known.chunks >= step.chunks()) {
      // What an earlier run handed on is not this one's.
      long before = step.chunks() <= 1 ? 0 : step.rows();
      known = new Table(sinceNanos, before, before, step.chunks());
    }
    rows.addAndGet(step.rows() - known.rows);
    tables.put(name, known.at(step.rows(), step.chunks()));
  }

  @Override
  public void tableDone(SnapshotRequest request, TableName table, long all) {
    sinceNanos = nanoClock.getAsLong();
    tables.remove(table.toString());
  }

  @Override
  public void skipped(SnapshotRequest request, String table, Skipped why, String reason) {
    tables.remove(table);
  }

  @Override
  public void completed(SnapshotRequest request) {
    tables.clear();
  }

  @Override
  public void aborted(SnapshotRequest request, String reason) {
    tables.clear();
  }

  /** Rows that were handed on since the task started. */
  long rows() {
    return rows.get();
  }

  /** Of each table that is read: rows, ranges, rows a second. */
  Map<String, String> tables() {
    Map<String, String> states = new TreeMap<>();
    long now = nanoClock.getAsLong();
    tables.forEach((name, table) -> states.put(name, table.state(now)));
    return states;
  }
}
