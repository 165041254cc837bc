package io.walmirror.connector.snapshot.demand;

import org.apache.kafka.connect.data.Struct;

/** A range of which some rows went on, and others wait. Used by the reader thread alone. */
final class SentRange {

  final DemandPiece.Range range;
  final Recording.Hidden hidden;
  private final Reached before;

  /** The next row. */
  int next;

  /** How many went on. */
  long kept;

  /** Whether the last row that was not wanted has to bring a value that its event lacks. */
  boolean partial;

  SentRange(DemandPiece.Range range, Recording.Hidden hidden, Reached before) {
    this.range = range;
    this.hidden = hidden;
    this.before = before;
  }

  /** Behind the last row that went on or was left out. */
  Reached reached() {
    return next == 0
        ? before
        : before.row(range.leaf().name(), range.table().keyOf(range.rows().get(next - 1)), kept);
  }

  /** Whether the row with this key goes on: no newer event of it was emitted. */
  boolean wanted(Struct key) {
    boolean touched = hidden.touched(key);
    partial = touched && hidden.partial(key);
    return !touched;
  }
}
