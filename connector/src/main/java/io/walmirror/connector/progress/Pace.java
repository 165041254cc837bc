package io.walmirror.connector.progress;

/**
 * How far a table is.
 *
 * @param rows that were read
 * @param expected how many there may be, never fewer than were read; {@link #UNKNOWN} where nobody
 *     can tell
 * @param perSecond rows that were read in a second of late
 * @param done whether there are no more
 */
public record Pace(long rows, long expected, double perSecond, boolean done) {

  /** In place of a number that is not known. */
  public static final long UNKNOWN = -1;

  /** How long the rest takes if it goes on so; unknown where that cannot be told. */
  public long secondsToGo() {
    if (done || expected == rows) {
      return 0;
    }
    boolean tells = expected != UNKNOWN && perSecond >= 0.5;
    return tells ? Math.round((expected - rows) / perSecond) : UNKNOWN;
  }

  @Override
  public String toString() {
    String all = expected == UNKNOWN ? " rows, of how many is not known" : of(expected);
    String text = rows + all + String.format(", %.0f rows/s", perSecond);
    return secondsToGo() == UNKNOWN ? text : text + ", " + secondsToGo() + " s to go";
  }

  private static String of(long all) {
    return " of about " + all + " rows";
  }
}
