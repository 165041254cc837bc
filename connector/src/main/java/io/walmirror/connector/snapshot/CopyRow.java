package io.walmirror.connector.snapshot;

import io.walmirror.connector.pgoutput.MalformedMessageException;
import io.walmirror.connector.pgoutput.Tuple;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Rows of a binary COPY in the form in which the stream's rows come. */
final class CopyRow {

  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
  };
  private static final int HEADER_BYTES = SIGNATURE.length + 8;
  private static final short END = -1;
  private static final int NULL = -1;

  private CopyRow() {}

  /** Where the row of the first message begins: behind the file's header. */
  static int begin(byte[] first) {
    if (first.length < HEADER_BYTES
        || !Arrays.equals(first, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)) {
      throw new MalformedMessageException("a COPY that does not begin as a binary one");
    }
    return HEADER_BYTES + ByteBuffer.wrap(first).getInt(HEADER_BYTES - 4);
  }

  /** True where there is no row: at the end, or behind a header that came alone. */
  static boolean ends(byte[] message, int at) {
    return message.length - at < 2 || ByteBuffer.wrap(message).getShort(at) == END;
  }

  /** The row of a message, each value of the kind that its column yields. */
  static Tuple tuple(byte[] message, int at, List<SnapshotTable.Column> columns) {
    ByteBuffer row = ByteBuffer.wrap(message);
    row.position(at);
    int count = row.getShort();
    if (count != columns.size()) {
      throw new MalformedMessageException(
          "a COPY of " + columns.size() + " columns sent a row with " + count);
    }
    ByteBuffer tuple = ByteBuffer.allocate(message.length - at + count);
    tuple.putShort((short) count);
    for (SnapshotTable.Column column : columns) {
      int length = row.getInt();
      if (length == NULL) {
        tuple.put(Tuple.NULL);
        continue;
      }
      tuple.put(column.text() ? Tuple.TEXT : Tuple.BINARY).putInt(length);
      tuple.put(message, row.position(), length);
      row.position(row.position() + length);
    }
    return new Tuple(tuple.array(), 0);
  }
}
