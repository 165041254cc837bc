package io.walmirror.connector.value;

/** Debezium's {@code hstore.handling.mode}. */
public enum HstoreMode {
  JSON,
  MAP
}
