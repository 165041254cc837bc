package io.walmirror.connector.value;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.StringTokenizer;

/** The numbers of geometric values, and well-known binary made of them. */
final class Coordinates {

  private static final String SIGNS = "()[]{}<>, ";
  private static final int POINT = 1;
  private static final int LINE_STRING = 2;
  private static final int POLYGON = 3;

  private Coordinates() {}

  /** {@code count} doubles from {@code at}. */
  static double[] binary(String type, byte[] bytes, int at, int length, int count) {
    if (count < 0 || length != 8L * count) {
      throw new MalformedValueException(type, "its length does not fit its numbers");
    }
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = Double.longBitsToDouble(Bytes.int8(bytes, at + 8 * i));
    }
    return numbers;
  }

  /** The numbers of a printed value, without its brackets. */
  static double[] text(String type, byte[] bytes, int at, int length) {
    StringTokenizer words =
        new StringTokenizer(new String(bytes, at, length, StandardCharsets.ISO_8859_1), SIGNS);
    double[] numbers = new double[words.countTokens()];
    try {
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = Double.parseDouble(words.nextToken());
      }
    } catch (NumberFormatException e) {
      throw new MalformedValueException(type, "not a number where one belongs", e);
    }
    return numbers;
  }

  /** As {@link #text(String, byte[], int, int)}, where so many must be there. */
  static double[] text(String type, byte[] bytes, int at, int length, int count) {
    double[] numbers = text(type, bytes, at, length);
    if (numbers.length != count) {
      throw new MalformedValueException(type, "another count of numbers than it must have");
    }
    return numbers;
  }

  static byte[] point(double x, double y) {
    byte[] wellKnown = new byte[21];
    header(wellKnown, POINT).putDouble(x).putDouble(y);
    return wellKnown;
  }

  static byte[] lineString(double... numbers) {
    byte[] wellKnown = new byte[9 + 8 * numbers.length];
    put(header(wellKnown, LINE_STRING).putInt(numbers.length / 2), numbers);
    return wellKnown;
  }

  static byte[] polygon(double... numbers) {
    byte[] wellKnown = new byte[13 + 8 * numbers.length];
    put(header(wellKnown, POLYGON).putInt(1).putInt(numbers.length / 2), numbers);
    return wellKnown;
  }

  private static void put(ByteBuffer into, double... numbers) {
    for (double number : numbers) {
      into.putDouble(number);
    }
  }

  private static ByteBuffer header(byte[] wellKnown, int kind) {
    return ByteBuffer.wrap(wellKnown).order(ByteOrder.LITTLE_ENDIAN).put((byte) 1).putInt(kind);
  }
}
