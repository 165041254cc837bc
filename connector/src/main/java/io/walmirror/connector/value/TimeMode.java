package io.walmirror.connector.value;

/** Debezium's {@code time.precision.mode}. */
public enum TimeMode {
  ADAPTIVE,
  ADAPTIVE_TIME_MICROSECONDS,
  CONNECT,
  ISOSTRING,
  MICROSECONDS,
  NANOSECONDS,
  STRUCTURED
}
