package io.walmirror.it.differential;

/**
 * Something that the two connectors do not agree on.
 *
 * @param where {@code table.column}, or the table and a part of its records
 * @param what {@code schema}, {@code value}, {@code record} or {@code json}
 */
record Finding(String modes, String where, String what, String debezium, String walmirror) {

  @Override
  public String toString() {
    return String.format(
        "[%s] %s %s:%n    Debezium:  %s%n    Walmirror: %s",
        modes, where, what, debezium, walmirror);
  }
}
