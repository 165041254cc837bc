package io.walmirror.bench.result;

/** Something that is measured of a contender in a round. */
public enum Measure {
  /** From the first row on, so without the start. */
  ROWS_PER_SECOND("rows_per_s", 0),
  /** Of the second half of the rows, when the code is compiled. */
  LATE_ROWS_PER_SECOND("second_half_rows_per_s", 0),
  /** Of the contender's process, start, compiling and garbage collection included. */
  CLIENT_CPU("client_cpu_us_per_row", 2),
  LATE_CLIENT_CPU("second_half_client_cpu_us_per_row", 2),
  /** Of the backend that sends the changes. */
  WALSENDER_CPU("walsender_cpu_us_per_row", 2),
  /** Of all of PostgreSQL's processes. */
  POSTGRES_CPU("postgres_cpu_us_per_row", 2),
  REDIS_CPU("redis_cpu_us_per_row", 2),
  /** How many rows a task hands over at once, on average. */
  ROWS_PER_POLL("rows_per_poll", 1),
  /** From the start of the task to its first row. */
  START("start_ms", 0);

  private final String label;
  private final int decimals;

  Measure(String label, int decimals) {
    this.label = label;
    this.decimals = decimals;
  }

  /** Its name in JSON. */
  public String label() {
    return label;
  }

  int decimals() {
    return decimals;
  }
}
