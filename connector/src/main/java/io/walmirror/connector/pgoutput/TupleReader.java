package io.walmirror.connector.pgoutput;

/** Walks over the columns of one tuple. Not thread-safe. */
public final class TupleReader {

  private final byte[] bytes;
  private int next;
  private int valueAt;
  private int valueLength;

  TupleReader(byte[] bytes, int first) {
    this.bytes = bytes;
    this.next = first;
  }

  /** Goes to the next column and tells its kind, one of {@link Tuple}'s constants. */
  public byte next() {
    byte kind = bytes[next];
    switch (kind) {
      case Tuple.NULL, Tuple.UNCHANGED -> {
        next++;
        valueLength = 0;
      }
      case Tuple.TEXT, Tuple.BINARY -> {
        valueLength = int4(next + 1);
        valueAt = next + 5;
        if (valueLength < 0 || valueLength > bytes.length - valueAt) {
          throw new MalformedMessageException("a column value reaches beyond its message");
        }
        next = valueAt + valueLength;
      }
      default ->
          throw new MalformedMessageException(
              "unknown kind of column value 0x" + Integer.toHexString(kind & 0xff));
    }
    return kind;
  }

  public byte[] bytes() {
    return bytes;
  }

  /** Where the current column's value begins. */
  public int valueAt() {
    return valueAt;
  }

  public int valueLength() {
    return valueLength;
  }

  /** Where the column after the current one begins, or what follows the tuple. */
  public int end() {
    return next;
  }

  private int int4(int at) {
    return (bytes[at] & 0xff) << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | (bytes[at + 3] & 0xff);
  }
}
