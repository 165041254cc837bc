package io.walmirror.connector.notification;

import io.walmirror.connector.progress.Pace;
import io.walmirror.connector.snapshot.SnapshotListener;
import io.walmirror.envelope.TableName;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What Debezium says of the snapshot before the stream. Used by the reader thread alone. */
public final class InitialNotices implements SnapshotListener {

  private final Notices notices;
  private String tables = "";

  public InitialNotices(Notices notices) {
    this.notices = notices;
  }

  @Override
  public void began(List<TableName> all) {
    tables = all.stream().map(TableName::toString).collect(Collectors.joining(","));
    tell("STARTED", Map.of());
    tell("DATA_COLLECTIONS_RESOLVED", Map.of(Words.TABLES, tables));
  }

  @Override
  public void tableBegan(TableName table) {
    tell("IN_PROGRESS", Map.of(Words.TABLES, tables, Words.CURRENT, table.toString()));
  }

  @Override
  public void progressed(TableName table, Pace pace) {
    Map<String, String> data = Words.of(pace);
    data.put(Words.TABLES, tables);
    data.put(Words.CURRENT, table.toString());
    tell("IN_PROGRESS", data);
  }

  @Override
  public void tableDone(TableName table, long rows) {
    tell(
        "TABLE_SCAN_COMPLETED",
        Map.of(
            Words.TABLES,
            tables,
            Words.SCANNED,
            table.toString(),
            Words.ROWS,
            Long.toString(rows),
            Words.STATUS,
            Words.SUCCEEDED));
  }

  @Override
  public void ended() {
    tell("COMPLETED", Map.of());
  }

  @Override
  public void needless() {
    tell("SKIPPED", Map.of());
  }

  @Override
  public void aborted() {
    tell("ABORTED", Map.of());
  }

  private void tell(String type, Map<String, String> data) {
    notices.tell(Words.INITIAL, type, data);
  }
}
