package io.walmirror.connector.progress;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How far one table is, and whether that is worth telling. Any thread. */
final class TableProgress {

  /** The rate is that of the last one to two of these. */
  private static final long MARK_NANOS = Duration.ofSeconds(10).toNanos();

  /** A milestone is a tenth of the table, and not sooner than this after the one before. */
  private static final long MILESTONE_NANOS = Duration.ofSeconds(30).toNanos();

  private static final int MILESTONES = 10;

  private final LongSupplier nanoClock;
  private long rows;
  private long expected = Pace.UNKNOWN;
  private boolean begun;
  private boolean done;
  private long beginNanos;
  private Mark older;
  private Mark newer;
  private Mark milestone;

  /** How many rows there were at a moment. */
  private record Mark(long nanos, long rows) {}

  TableProgress(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** About so many rows are left, or nobody knows how many. */
  synchronized void left(long more) {
    expected = more == Pace.UNKNOWN ? Pace.UNKNOWN : rows + more;
    done = false;
  }

  /** It is read from here on, so many rows behind its beginning; true if it was not before. */
  synchronized boolean begin(long behind) {
    boolean first = !begun;
    if (first || behind != rows) {
      rows = behind;
      done = false;
      mark();
    }
    begun = true;
    return first;
  }

  private void mark() {
    beginNanos = nanoClock.getAsLong();
    newer = new Mark(beginNanos, rows);
    older = newer;
    milestone = newer;
  }

  /** So many rows of it were read by now; true at a milestone. */
  synchronized boolean at(long all) {
    long now = nanoClock.getAsLong();
    rows = all;
    if (now - newer.nanos >= MARK_NANOS) {
      older = newer;
      newer = new Mark(now, rows);
    }
    // Where nobody knows how many there are, twice as many are the next milestone.
    long step = expected == Pace.UNKNOWN ? milestone.rows : expected / MILESTONES;
    if (now - milestone.nanos < MILESTONE_NANOS || rows - milestone.rows < step) {
      return false;
    }
    milestone = new Mark(now, rows);
    return true;
  }

  /** There are no more rows; how many seconds this run took. */
  synchronized double done() {
    done = true;
    return (nanoClock.getAsLong() - beginNanos) / 1e9;
  }

  synchronized long rows() {
    return rows;
  }

  synchronized boolean isRead() {
    return begun && !done;
  }

  synchronized Pace pace() {
    long all = expected;
    if (done) {
      all = rows;
    } else if (expected != Pace.UNKNOWN) {
      all = Math.max(expected, rows);
    }
    return new Pace(rows, all, done || !begun ? 0 : rate(), done);
  }

  private double rate() {
    double seconds = Math.max(1e-3, (nanoClock.getAsLong() - older.nanos) / 1e9);
    return (rows - older.rows) / seconds;
  }
}
