package io.walmirror.envelope;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-coding of names in our headers: all but ASCII letters, digits, {@code _}, {@code -}. */
final class PercentCoding {

  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private PercentCoding() {}

  static String encode(String name) {
    StringBuilder coded = new StringBuilder(name.length());
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      append(coded, b, plain(b));
    }
    return coded.toString();
  }

  /**
   * The same with a first character that is no digit and no sign, so that no header converter takes
   * the text for a number.
   */
  static String encodeWordFirst(String name) {
    StringBuilder coded = new StringBuilder(name.length() + 2);
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      append(coded, b, plain(b) && (coded.length() > 0 || letter(b)));
    }
    return coded.toString();
  }

  static String decode(String header, String coded) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(coded.length());
    for (int i = 0; i < coded.length(); i++) {
      char c = coded.charAt(i);
      if (c == '%') {
        if (i + 2 >= coded.length()
            || !HexFormat.isHexDigit(coded.charAt(i + 1))
            || !HexFormat.isHexDigit(coded.charAt(i + 2))) {
          throw new MalformedHeaderException(header, "a % without two hex digits: " + coded);
        }
        bytes.write(HexFormat.fromHexDigits(coded, i + 1, i + 3));
        i += 2;
      } else if (c < 128 && plain((byte) c)) {
        bytes.write(c);
      } else {
        throw new MalformedHeaderException(header, "a character that must be coded: " + coded);
      }
    }
    try {
      ByteBuffer utf8 = ByteBuffer.wrap(bytes.toByteArray());
      return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedHeaderException(header, "coded bytes that are no UTF-8: " + coded, e);
    }
  }

  private static void append(StringBuilder coded, byte b, boolean asItIs) {
    if (asItIs) {
      coded.append((char) b);
    } else {
      coded.append('%').append(HEX[(b >> 4) & 15]).append(HEX[b & 15]);
    }
  }

  private static boolean plain(byte b) {
    return letter(b) || (b >= '0' && b <= '9') || b == '-';
  }

  private static boolean letter(byte b) {
    return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || b == '_';
  }
}
