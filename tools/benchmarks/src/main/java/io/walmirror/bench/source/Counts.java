package io.walmirror.bench.source;

import io.walmirror.bench.result.Numbers;

/** How many changes of each kind there are, and how many tombstones behind the deletes. */
record Counts(long inserts, long updates, long deletes, long tombstones) {

  private static final String INSERTS = "inserts";
  private static final String UPDATES = "updates";
  private static final String DELETES = "deletes";
  private static final String TOMBSTONES = "tombstones";

  static Counts of(Numbers numbers) {
    return new Counts(
        numbers.count(INSERTS),
        numbers.count(UPDATES),
        numbers.count(DELETES),
        numbers.count(TOMBSTONES));
  }

  Numbers addTo(Numbers numbers) {
    return numbers
        .withCount(INSERTS, inserts)
        .withCount(UPDATES, updates)
        .withCount(DELETES, deletes)
        .withCount(TOMBSTONES, tombstones);
  }

  /** Changes: a delete and its tombstone are one. */
  long changes() {
    return inserts + updates + deletes;
  }

  /** The same without tombstones, which the protocol does not know. */
  Counts onTheWire() {
    return new Counts(inserts, updates, deletes, 0);
  }

  @Override
  public String toString() {
    return inserts
        + " inserts, "
        + updates
        + " updates, "
        + deletes
        + " deletes, "
        + tombstones
        + " tombstones";
  }
}
