package io.walmirror.sink.text;

import java.util.BitSet;

/**
 * A bit string: as many bits as the column declares, from little-endian bytes. Where no length is
 * declared the event does not say how many there were: all bits of the bytes sent are written.
 */
final class BitsText implements ValueText {

  private final int declared;

  /** The declared length, or less than 1 where there is none. */
  BitsText(int declared) {
    this.declared = declared;
  }

  @Override
  public String text(Object value) {
    byte[] bytes = ByteArrays.of(value);
    BitSet bits = BitSet.valueOf(bytes);
    int length = declared > 0 ? declared : bytes.length * 8;
    StringBuilder text = new StringBuilder(length);
    for (int i = length - 1; i >= 0; i--) {
      text.append(bits.get(i) ? '1' : '0');
    }
    return text.toString();
  }
}
