package io.walmirror.connector.snapshot;

import io.walmirror.connector.pgoutput.MalformedMessageException;
import io.walmirror.connector.pgoutput.Tuple;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Rows of a binary COPY in the form in which the stream's rows come. */
public final class CopyRow {

  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
  };
  private static final int HEADER_BYTES = SIGNATURE.length + 8;
  private static final short END = -1;
  private static final int NULL = -1;

  private CopyRow() {}

  /** Where the row of the first message begins: behind the file's header. */
  public static int begin(byte[] first) {
    if (first.length < HEADER_BYTES
        || !Arrays.equals(first, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)) {
      throw new MalformedMessageException("a COPY that does not begin as a binary one");
    }
    return HEADER_BYTES + ByteBuffer.wrap(first).getInt(HEADER_BYTES - 4);
  }

  /** True where there is no row: at the end, or behind a header that came alone. */
  public static boolean ends(byte[] message, int at) {
    return message.length - at < 2 || ByteBuffer.wrap(message).getShort(at) == END;
  }

  /** The row of a message, each value of the kind that its column yields. */
  static Tuple tuple(byte[] message, int at, List<SnapshotTable.Column> columns) {
    return tuple(message, at, columns, 0);
  }

  /** The same; the row is followed by so many texts that are none of its columns. */
  public static Tuple tuple(
      byte[] message, int at, List<SnapshotTable.Column> columns, int behind) {
    ByteBuffer row = ByteBuffer.wrap(message);
    row.position(at);
    int count = row.getShort();
    if (count != columns.size() + behind) {
      throw new MalformedMessageException(
          "a COPY of " + (columns.size() + behind) + " columns sent a row with " + count);
    }
    ByteBuffer tuple = ByteBuffer.allocate(message.length - at + count);
    tuple.putShort((short) columns.size());
    for (int i = 0; i < count; i++) {
      int length = row.getInt();
      if (length == NULL) {
        tuple.put(Tuple.NULL);
        continue;
      }
      boolean text = i >= columns.size() || columns.get(i).text();
      tuple.put(text ? Tuple.TEXT : Tuple.BINARY).putInt(length);
      tuple.put(message, row.position(), length);
      row.position(row.position() + length);
    }
    return new Tuple(tuple.array(), 0);
  }
}
