package io.walmirror.connector.assemble;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Bytes that grow without ever being copied: a doubling array needs three times its content. */
final class Chunks extends OutputStream {

  private static final int FIRST_BYTES = 4 << 10;
  private static final int LARGEST_BYTES = 1 << 20;

  private final List<byte[]> full = new ArrayList<>();
  private byte[] last = new byte[FIRST_BYTES];
  private int used;
  private long size;

  long size() {
    return size;
  }

  @Override
  public void write(int b) {
    if (used == last.length) {
      grow();
    }
    last[used++] = (byte) b;
    size++;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    int from = offset;
    int left = length;
    while (left > 0) {
      if (used == last.length) {
        grow();
      }
      int count = Math.min(left, last.length - used);
      System.arraycopy(bytes, from, last, used, count);
      used += count;
      from += count;
      left -= count;
    }
    size += length;
  }

  void writeTo(OutputStream out) throws IOException {
    for (byte[] chunk : full) {
      out.write(chunk);
    }
    out.write(last, 0, used);
  }

  InputStream read() {
    List<InputStream> parts = new ArrayList<>();
    full.forEach(chunk -> parts.add(new ByteArrayInputStream(chunk)));
    parts.add(new ByteArrayInputStream(last, 0, used));
    return new SequenceInputStream(Collections.enumeration(parts));
  }

  private void grow() {
    full.add(last);
    last = new byte[Math.min(2 * last.length, LARGEST_BYTES)];
    used = 0;
  }
}
