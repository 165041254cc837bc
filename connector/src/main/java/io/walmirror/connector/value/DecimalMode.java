package io.walmirror.connector.value;

/** Debezium's {@code decimal.handling.mode}. */
public enum DecimalMode {
  PRECISE,
  DOUBLE,
  STRING
}
