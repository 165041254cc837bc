package io.walmirror.sink.row;

/**
 * When a row expires.
 *
 * @param millis since 1970, or 0 where it never does
 */
public record Expiry(long millis) {

  /** The row is kept, and a TTL that its key has from before is taken away. */
  public static final Expiry NEVER = new Expiry(0);

  /** The end of the year 9999, behind which nothing expires. */
  private static final long LAST = 253_402_300_799_999L;

  static Expiry at(long millis) {
    return millis > LAST ? NEVER : new Expiry(Math.max(1, millis));
  }

  public boolean isNever() {
    return millis == 0;
  }
}
