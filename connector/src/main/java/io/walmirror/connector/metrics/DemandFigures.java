package io.walmirror.connector.metrics;

import io.walmirror.connector.progress.Readings;
import io.walmirror.connector.snapshot.demand.DemandListener;
import io.walmirror.connector.snapshot.demand.SnapshotRequest;
import io.walmirror.connector.snapshot.demand.SnapshotRequest.Kind;
import io.walmirror.envelope.TableName;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How far the snapshots are that were asked for. Told by the reader thread and by the one that
 * reads rows, read by any.
 */
public final class DemandFigures implements DemandListener {

  private final Readings readings;
  private final DemandListener milestones;
  private final AtomicLong rows = new AtomicLong();
  private volatile SnapshotRequest current;

  /** {@code milestones} is told how far tables are that are read while the stream waits. */
  public DemandFigures(Readings readings, DemandListener milestones) {
    this.readings = readings;
    this.milestones = milestones;
  }

  @Override
  public void started(SnapshotRequest request, List<TableName> all) {
    readings.clear();
    current = request;
  }

  @Override
  public void expected(SnapshotRequest request, TableName table, long all) {
    readings.plan(table, all);
  }

  @Override
  public void tableBegan(SnapshotRequest request, TableName table, long behind) {
    readings.begin(table, behind);
  }

  @Override
  public void read(SnapshotRequest request, TableName table, long more) {
    rows.addAndGet(more);
    readings.add(table, more).ifPresent(pace -> milestones.milestone(request, table, pace));
  }

  @Override
  public void progressed(SnapshotRequest request, Step step) {
    rows.addAndGet(Math.max(0, step.rows() - readings.rows(step.table())));
    var unused = readings.at(step.table(), step.rows());
  }

  @Override
  public void tableDone(SnapshotRequest request, TableName table, long all) {
    readings.done(table);
  }

  @Override
  public void skipped(SnapshotRequest request, String table, Skipped why, String reason) {
    readings.leave(table);
  }

  @Override
  public void completed(SnapshotRequest request) {
    ended();
  }

  @Override
  public void stopped(SnapshotRequest request) {
    SnapshotRequest now = current;
    if (now != null && now.id().equals(request.id())) {
      ended();
    }
  }

  @Override
  public void aborted(SnapshotRequest request, String reason) {
    ended();
  }

  private void ended() {
    current = null;
    readings.leaveRest();
  }

  /** Rows that were handed on since the task started. */
  long rows() {
    return rows.get();
  }

  /** True while the stream waits for rows. */
  boolean halting() {
    SnapshotRequest now = current;
    return now != null && now.kind() == Kind.BLOCKING;
  }

  /** How far each table is. */
  Readings readings() {
    return readings;
  }
}
