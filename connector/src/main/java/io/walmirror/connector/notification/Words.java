package io.walmirror.connector.notification;

import io.walmirror.connector.event.Notification;
import io.walmirror.connector.progress.Pace;
import java.util.HashMap;
import java.util.Map;

/** Debezium's words in notifications. */
final class Words {

  static final String INITIAL = "Initial Snapshot";
  static final String INCREMENTAL = "Incremental Snapshot";

  static final String CONNECTOR = "connector_name";
  static final String TABLES = "data_collections";
  static final String CURRENT = "current_collection_in_progress";
  static final String SCANNED = "scanned_collection";
  static final String CHUNK = "chunk_index";
  static final String ROWS = "total_rows_scanned";
  static final String STATUS = "status";
  static final String SUCCEEDED = "SUCCEEDED";
  static final String LAST_KEY = Notification.KEY;
  static final String REASON = "reason";

  static final String ESTIMATED = "estimated_rows";
  static final String RATE = "rows_per_second";
  static final String TO_GO = "seconds_to_go";

  private Words() {}

  /** How far a table is; what is not known is left out. */
  static Map<String, String> of(Pace pace) {
    Map<String, String> data = new HashMap<>();
    data.put(ROWS, Long.toString(pace.rows()));
    data.put(RATE, Long.toString(Math.round(pace.perSecond())));
    if (pace.expected() != Pace.UNKNOWN) {
      data.put(ESTIMATED, Long.toString(pace.expected()));
    }
    if (pace.secondsToGo() != Pace.UNKNOWN) {
      data.put(TO_GO, Long.toString(pace.secondsToGo()));
    }
    return data;
  }
}
