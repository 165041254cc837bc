package io.walmirror.connector.snapshot.demand;

import io.walmirror.connector.progress.Pace;
import io.walmirror.envelope.TableName;
import java.util.List;
import java.util.function.Consumer;

/** Tells several, in their order. */
public final class DemandListeners implements DemandListener {

  private final List<DemandListener> all;

  public DemandListeners(DemandListener... all) {
    this.all = List.of(all);
  }

  private void tell(Consumer<DemandListener> what) {
    all.forEach(what);
  }

  @Override
  public void accepted(SnapshotRequest request) {
    tell(each -> each.accepted(request));
  }

  @Override
  public void started(SnapshotRequest request, List<TableName> tables) {
    tell(each -> each.started(request, tables));
  }

  @Override
  public void expected(SnapshotRequest request, TableName table, long rows) {
    tell(each -> each.expected(request, table, rows));
  }

  @Override
  public void tableBegan(SnapshotRequest request, TableName table, long behind) {
    tell(each -> each.tableBegan(request, table, behind));
  }

  @Override
  public void read(SnapshotRequest request, TableName table, long rows) {
    tell(each -> each.read(request, table, rows));
  }

  @Override
  public void milestone(SnapshotRequest request, TableName table, Pace pace) {
    tell(each -> each.milestone(request, table, pace));
  }

  @Override
  public void progressed(SnapshotRequest request, Step step) {
    tell(each -> each.progressed(request, step));
  }

  @Override
  public void tableDone(SnapshotRequest request, TableName table, long rows) {
    tell(each -> each.tableDone(request, table, rows));
  }

  @Override
  public void skipped(SnapshotRequest request, String table, Skipped why, String reason) {
    tell(each -> each.skipped(request, table, why, reason));
  }

  @Override
  public void completed(SnapshotRequest request) {
    tell(each -> each.completed(request));
  }

  @Override
  public void stopped(SnapshotRequest request) {
    tell(each -> each.stopped(request));
  }

  @Override
  public void aborted(SnapshotRequest request, String reason) {
    tell(each -> each.aborted(request, reason));
  }

  @Override
  public void paused() {
    tell(DemandListener::paused);
  }

  @Override
  public void resumed() {
    tell(DemandListener::resumed);
  }
}
