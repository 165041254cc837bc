package io.walmirror.connector.event;

import io.walmirror.envelope.Lsn;

/**
 * From where a stream goes on. Transactions that committed before {@code commitLsn} are dropped; in
 * the one that committed there, everything up to the {@code sameLsn}-th change with {@code
 * changeLsn} is dropped, and numbering goes on after {@code ordinal}. An ordinal of zero drops
 * nothing in it. {@code covered} is where the stream is asked to begin.
 */
public record ResumePoint(Lsn commitLsn, long ordinal, Lsn changeLsn, long sameLsn, Lsn covered) {

  /** The point from which whole transactions are read, none of them known. */
  public static ResumePoint at(Lsn covered) {
    return new ResumePoint(covered, 0, Lsn.ZERO, 0, covered);
  }

  /** The same point with more of the log behind it. */
  public ResumePoint coveredUpTo(Lsn lsn) {
    return new ResumePoint(commitLsn, ordinal, changeLsn, sameLsn, covered.max(lsn));
  }

  /** The point right behind this change. */
  public static ResumePoint after(Change change) {
    Place place = change.place();
    return new ResumePoint(
        change.transaction().commitLsn(),
        place.ordinal(),
        place.lsn(),
        place.sameLsn(),
        place.covered());
  }
}
