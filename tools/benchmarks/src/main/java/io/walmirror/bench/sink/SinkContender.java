package io.walmirror.bench.sink;

/** Who writes the orders: the same task, conversion and connection, fenced or by plain HSET. */
enum SinkContender {
  WALMIRROR("walmirror", true),
  FLOOR("floor", false);

  private final String label;
  private final boolean fenced;

  SinkContender(String label, boolean fenced) {
    this.label = label;
    this.fenced = fenced;
  }

  String label() {
    return label;
  }

  boolean fenced() {
    return fenced;
  }
}
