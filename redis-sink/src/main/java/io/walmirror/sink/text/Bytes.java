package io.walmirror.sink.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A key, a name or a value as Redis gets it. */
public final class Bytes {

  private final byte[] bytes;

  private Bytes(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Bytes of(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** These bytes, which are not to be changed any more. */
  public static Bytes of(byte[] bytes) {
    return new Bytes(bytes);
  }

  /** The bytes themselves: not to be changed. */
  public byte[] array() {
    return bytes;
  }

  public int length() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
