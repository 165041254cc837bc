package io.walmirror.connector.notification;

import io.walmirror.connector.event.Notification;

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

  private Words() {}
}
