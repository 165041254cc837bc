package io.walmirror.connector.value;

/** Debezium's {@code interval.handling.mode}. */
public enum IntervalMode {
  NUMERIC,
  STRING
}
