package io.walmirror.connector.value;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Big-endian numbers in a byte array. */
final class Bytes {

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Bytes() {}

  static short int2(byte[] bytes, int at) {
    return (short) SHORT.get(bytes, at);
  }

  static int int4(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  static long int8(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at);
  }

  /** Checks that a fixed-width value has its width: anything else is another format. */
  static void expect(String type, int length, int expected) {
    if (length != expected) {
      throw new MalformedValueException(type, expected + " bytes expected, " + length + " found");
    }
  }
}
