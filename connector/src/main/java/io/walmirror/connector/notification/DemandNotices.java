package io.walmirror.connector.notification;

import io.walmirror.connector.progress.Pace;
import io.walmirror.connector.snapshot.demand.DemandListener;
import io.walmirror.connector.snapshot.demand.SnapshotRequest;
import io.walmirror.envelope.TableName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What Debezium says of snapshots that were asked for: all notifications of one have the signal's
 * id. One that is read all at once while the stream waits is announced like the first.
 */
public final class DemandNotices implements DemandListener {

  private final Notices notices;
  private final Function<TableName, Optional<Pace>> paces;
  private volatile SnapshotRequest current;
  private volatile String tables = "";

  /** {@code paces} knows how far tables are. */
  public DemandNotices(Notices notices, Function<TableName, Optional<Pace>> paces) {
    this.notices = notices;
    this.paces = paces;
  }

  @Override
  public void accepted(SnapshotRequest request) {
    if (current == null) {
      current = request;
    }
  }

  @Override
  public void started(SnapshotRequest request, List<TableName> all) {
    current = request;
    tables = names(all);
    Map<String, String> data = Map.of(Words.TABLES, tables);
    tell(request, "STARTED", blocks(request) ? Map.of() : data);
    tell(request, "DATA_COLLECTIONS_RESOLVED", data);
  }

  @Override
  public void tableBegan(SnapshotRequest request, TableName table, long behind) {
    if (blocks(request)) {
      inProgress(request, table, new HashMap<>());
    }
  }

  @Override
  public void progressed(SnapshotRequest request, Step step) {
    if (step.lastKey().isEmpty()) {
      return;
    }
    Map<String, String> data = paces.apply(step.table()).map(Words::of).orElseGet(HashMap::new);
    data.put(Words.ROWS, Long.toString(step.rows()));
    data.put(Words.CHUNK, Long.toString(step.chunks()));
    data.put(Words.LAST_KEY, String.join(",", step.lastKey()));
    inProgress(request, step.table(), data);
  }

  @Override
  public void milestone(SnapshotRequest request, TableName table, Pace pace) {
    inProgress(request, table, Words.of(pace));
  }

  private void inProgress(SnapshotRequest request, TableName table, Map<String, String> data) {
    data.put(Words.TABLES, tables);
    data.put(Words.CURRENT, table.toString());
    tell(request, "IN_PROGRESS", data);
  }

  @Override
  public void tableDone(SnapshotRequest request, TableName table, long rows) {
    scanned(
        request,
        table.toString(),
        rows,
        rows == 0 && !blocks(request) ? "EMPTY" : Words.SUCCEEDED,
        "");
  }

  @Override
  public void skipped(SnapshotRequest request, String table, Skipped why, String reason) {
    String status =
        switch (why) {
          case NOT_FOUND -> "UNKNOWN_SCHEMA";
          case NO_KEY -> "NO_PRIMARY_KEY";
          case DROPPED -> "SKIPPED";
          case REFUSED -> "SQL_EXCEPTION";
        };
    scanned(request, table, 0, status, reason);
  }

  private void scanned(
      SnapshotRequest request, String table, long rows, String status, String reason) {
    Map<String, String> data = new HashMap<>();
    data.put(Words.TABLES, tables);
    data.put(Words.SCANNED, table);
    data.put(Words.ROWS, Long.toString(rows));
    data.put(Words.STATUS, status);
    if (!reason.isEmpty()) {
      data.put(Words.REASON, reason);
    }
    tell(request, "TABLE_SCAN_COMPLETED", data);
  }

  @Override
  public void completed(SnapshotRequest request) {
    tell(request, "COMPLETED", Map.of());
    ended(request);
  }

  @Override
  public void stopped(SnapshotRequest request) {
    tell(request, "ABORTED", Map.of(Words.TABLES, String.join(",", request.tables())));
    ended(request);
  }

  @Override
  public void aborted(SnapshotRequest request, String reason) {
    tell(request, "ABORTED", Map.of(Words.REASON, reason));
    ended(request);
  }

  @Override
  public void paused() {
    tellOfCurrent("PAUSED");
  }

  @Override
  public void resumed() {
    tellOfCurrent("RESUMED");
  }

  private void ended(SnapshotRequest request) {
    SnapshotRequest now = current;
    if (now != null && now.id().equals(request.id())) {
      current = null;
      tables = "";
    }
  }

  private void tellOfCurrent(String type) {
    SnapshotRequest now = current;
    if (now == null) {
      notices.tell(Words.INCREMENTAL, type, Map.of());
      return;
    }
    String known = tables.isEmpty() ? String.join(",", now.tables()) : tables;
    tell(now, type, Map.of(Words.TABLES, known));
  }

  private void tell(SnapshotRequest request, String type, Map<String, String> data) {
    notices.tell(request.id(), aggregate(request), type, data);
  }

  private static String aggregate(SnapshotRequest request) {
    return blocks(request) ? Words.INITIAL : Words.INCREMENTAL;
  }

  private static boolean blocks(SnapshotRequest request) {
    return request.kind() == SnapshotRequest.Kind.BLOCKING;
  }

  private static String names(List<TableName> all) {
    return all.stream().map(TableName::toString).collect(Collectors.joining(","));
  }
}
