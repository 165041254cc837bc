package io.walmirror.sink.text;

import java.util.HexFormat;

/** A bytea: {@code \x} and two lower-case hex digits for each byte. */
final class BytesText implements ValueText {

  private static final HexFormat HEX = HexFormat.of();

  @Override
  public String text(Object value) {
    return "\\x" + HEX.formatHex(ByteArrays.of(value));
  }
}
