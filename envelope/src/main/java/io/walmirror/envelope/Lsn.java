package io.walmirror.envelope;

import java.util.HexFormat;

/**
 * A place in a PostgreSQL write-ahead log: an unsigned 64-bit byte offset, printed as PostgreSQL
 * prints it ({@code 16/B374D848}).
 */
public record Lsn(long value) implements Comparable<Lsn> {

  /** Before everything; what PostgreSQL calls an invalid LSN. */
  public static final Lsn ZERO = new Lsn(0);

  /** Reads PostgreSQL's text form. */
  public static Lsn parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 1 || slash > 8 || text.length() - slash - 1 < 1 || text.length() - slash > 9) {
      throw new IllegalArgumentException("not an LSN of the form 16/B374D848: " + text);
    }
    try {
      long high = HexFormat.fromHexDigitsToLong(text, 0, slash);
      long low = HexFormat.fromHexDigitsToLong(text, slash + 1, text.length());
      return new Lsn(high << 32 | low);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not an LSN of the form 16/B374D848: " + text, e);
    }
  }

  public boolean isAfter(Lsn other) {
    return compareTo(other) > 0;
  }

  public boolean isBefore(Lsn other) {
    return compareTo(other) < 0;
  }

  public Lsn max(Lsn other) {
    return isBefore(other) ? other : this;
  }

  @Override
  public int compareTo(Lsn other) {
    return Long.compareUnsigned(value, other.value);
  }

  @Override
  public String toString() {
    return String.format("%X/%X", value >>> 32, value & 0xffffffffL);
  }
}
