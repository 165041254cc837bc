package io.walmirror.envelope;

import java.nio.charset.StandardCharsets;

/**
 * Where a change stands in the one order that everything here follows: the generation of the
 * history, the LSN at which the transaction's commit record starts, the number of the change in its
 * transaction, and the part of the change (a moved key makes several records).
 *
 * <p>It is the resume point, the watermark and the fence. The text form is the letter {@code p} and
 * 35 lower-case hex digits: the order of its bytes is the order of positions, and the letter keeps
 * header converters from taking it for a number.
 */
public record Position(long generation, long commitLsn, long ordinal, int part)
    implements Comparable<Position> {

  /** The length of every position's text form. */
  public static final int TEXT_LENGTH = 36;

  /** The part of the change itself, or of the delete that a moved key begins with. */
  public static final int CHANGE = 0;

  /** The part of a delete's tombstone. */
  public static final int TOMBSTONE = 1;

  /** The part of the create that a moved key ends with. */
  public static final int MOVED_CREATE = 2;

  private static final long MAX_GENERATION = 0xffff_ffffL;
  private static final long MAX_ORDINAL = 0xff_ffff_ffffL;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  public Position {
    if (generation < 0 || generation > MAX_GENERATION) {
      throw new IllegalArgumentException("generation out of 32 bits: " + generation);
    }
    if (ordinal < 0 || ordinal > MAX_ORDINAL) {
      throw new IllegalArgumentException("ordinal out of 40 bits: " + ordinal);
    }
    if (part < 0 || part > 15) {
      throw new IllegalArgumentException("part out of 4 bits: " + part);
    }
  }

  /** Reads the text form; nothing but exactly that form is a position. */
  public static Position parse(String text) {
    if (text.length() != TEXT_LENGTH || text.charAt(0) != 'p') {
      throw malformed(text);
    }
    return new Position(
        hex(text, 1, 9), hex(text, 9, 25), hex(text, 25, 35), (int) hex(text, 35, 36));
  }

  /** The text form of a position that was never made an object: for the hot path. */
  public static String text(long generation, long commitLsn, long ordinal, int part) {
    byte[] text = new byte[TEXT_LENGTH];
    text[0] = 'p';
    putHex(text, 1, 9, generation);
    putHex(text, 9, 25, commitLsn);
    putHex(text, 25, 35, ordinal);
    putHex(text, 35, 36, part);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  public Position withPart(int newPart) {
    return new Position(generation, commitLsn, ordinal, newPart);
  }

  /** The text form that headers, offsets and Redis hold. */
  public String text() {
    return text(generation, commitLsn, ordinal, part);
  }

  @Override
  public int compareTo(Position other) {
    int byGeneration = Long.compare(generation, other.generation);
    if (byGeneration != 0) {
      return byGeneration;
    }
    int byLsn = Long.compareUnsigned(commitLsn, other.commitLsn);
    if (byLsn != 0) {
      return byLsn;
    }
    int byOrdinal = Long.compare(ordinal, other.ordinal);
    return byOrdinal != 0 ? byOrdinal : Integer.compare(part, other.part);
  }

  @Override
  public String toString() {
    return text();
  }

  private static void putHex(byte[] text, int from, int to, long value) {
    long rest = value;
    for (int i = to - 1; i >= from; i--) {
      text[i] = HEX[(int) (rest & 15)];
      rest >>>= 4;
    }
  }

  private static long hex(String text, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      int digit;
      if (c >= '0' && c <= '9') {
        digit = c - '0';
      } else if (c >= 'a' && c <= 'f') {
        digit = c - 'a' + 10;
      } else {
        throw malformed(text);
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private static IllegalArgumentException malformed(String text) {
    String shown = text.length() > 60 ? text.substring(0, 60) + "…" : text;
    return new IllegalArgumentException(
        "not a position (the letter p and 35 lower-case hex digits): " + shown);
  }
}
