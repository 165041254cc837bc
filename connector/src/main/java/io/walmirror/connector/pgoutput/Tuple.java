package io.walmirror.connector.pgoutput;

/**
 * A row still in the bytes of its message: decoding happens where the schema is known. The bytes
 * are never changed after the message arrived, so that a tuple may wait in a buffer.
 *
 * <p>From {@code at}: the number of columns in two bytes, then for each a kind, and for text and
 * binary values a length in four bytes and the value.
 */
@SuppressWarnings("ArrayRecordComponent") // A view: the bytes are never copied nor compared.
public record Tuple(byte[] bytes, int at) {

  public static final byte NULL = 'n';
  public static final byte UNCHANGED = 'u';
  public static final byte TEXT = 't';
  public static final byte BINARY = 'b';

  /** How many columns the tuple has. */
  public int columns() {
    return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
  }

  /** A reader that stands before the first column. */
  public TupleReader reader() {
    return new TupleReader(bytes, at + 2);
  }
}
