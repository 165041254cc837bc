package io.walmirror.bench;

/** What is measured, and how much of it unless said otherwise. */
enum Subject {
  SOURCE(1_000_000, 20_000),
  SINK(200_000, 5_000);

  private final int rows;
  private final int quickRows;

  Subject(int rows, int quickRows) {
    this.rows = rows;
    this.quickRows = quickRows;
  }

  int rows(boolean quick) {
    return quick ? quickRows : rows;
  }
}
