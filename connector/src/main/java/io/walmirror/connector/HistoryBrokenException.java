package io.walmirror.connector;

import org.apache.kafka.connect.errors.ConnectException;

/**
 * The slot, the publication or the server does not continue the history that the stored offset
 * belongs to: going on would skip changes silently.
 */
final class HistoryBrokenException extends ConnectException {

  private static final long serialVersionUID = 1L;

  private static final String CURE =
      "; to go on from where the server is now set resync=true, which begins a new generation and"
          + " reads all rows again (unless snapshot.mode=no_data)";

  private final String what;
  private final boolean slotUseless;

  private HistoryBrokenException(String what, boolean slotUseless) {
    super(what + CURE);
    this.what = what;
    this.slotUseless = slotUseless;
  }

  /** The slot, if there is one, serves for a new history. */
  static HistoryBrokenException withSlot(String what) {
    return new HistoryBrokenException(what, false);
  }

  /** Nothing can be read from this slot any more. */
  static HistoryBrokenException withoutSlot(String what) {
    return new HistoryBrokenException(what, true);
  }

  /** What happened, without what to do about it. */
  String what() {
    return what;
  }

  /** True where a new history needs another slot. */
  boolean slotUseless() {
    return slotUseless;
  }
}
