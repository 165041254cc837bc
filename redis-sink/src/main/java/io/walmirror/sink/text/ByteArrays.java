package io.walmirror.sink.text;

import java.nio.ByteBuffer;

/** The bytes of a Connect BYTES value, which is an array or a buffer. */
public final class ByteArrays {

  private ByteArrays() {}

  public static byte[] of(Object value) {
    if (value instanceof byte[] bytes) {
      return bytes;
    }
    ByteBuffer buffer = ((ByteBuffer) value).duplicate();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
