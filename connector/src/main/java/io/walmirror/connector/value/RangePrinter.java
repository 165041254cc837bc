package io.walmirror.connector.value;

/** Ranges and multiranges from their binary form, as PostgreSQL prints them. */
final class RangePrinter implements PrintedCodec.Printer {

  private static final int EMPTY = 0x01;
  private static final int LOWER_INCLUDED = 0x02;
  private static final int UPPER_INCLUDED = 0x04;
  private static final int LOWER_OPEN = 0x08;
  private static final int UPPER_OPEN = 0x10;

  private final PrintedCodec.Printer bound;

  RangePrinter(PrintedCodec.Printer bound) {
    this.bound = bound;
  }

  @Override
  public String print(byte[] bytes, int at, int length) {
    if (length < 1) {
      throw malformed();
    }
    int flags = bytes[at];
    if ((flags & EMPTY) != 0) {
      return "empty";
    }
    StringBuilder text = new StringBuilder(48);
    int next = at + 1;
    text.append((flags & LOWER_INCLUDED) != 0 ? '[' : '(');
    if ((flags & LOWER_OPEN) == 0) {
      next = bound(text, bytes, next, at + length);
    }
    text.append(',');
    if ((flags & UPPER_OPEN) == 0) {
      next = bound(text, bytes, next, at + length);
    }
    if (next != at + length) {
      throw malformed();
    }
    return text.append((flags & UPPER_INCLUDED) != 0 ? ']' : ')').toString();
  }

  private int bound(StringBuilder text, byte[] bytes, int at, int end) {
    int length = end - at < 4 ? -1 : Bytes.int4(bytes, at);
    if (length < 0 || length > end - at - 4) {
      throw malformed();
    }
    Quoting.append(text, bound.print(bytes, at + 4, length), Quoting.RANGE);
    return at + 4 + length;
  }

  /** The printer of several ranges in one value. */
  PrintedCodec.Printer several() {
    return (bytes, at, length) -> {
      int end = at + length;
      int count = length < 4 ? -1 : Bytes.int4(bytes, at);
      StringBuilder text = new StringBuilder(length * 2).append('{');
      int next = at + 4;
      for (int i = 0; i < count; i++) {
        int size = end - next < 4 ? -1 : Bytes.int4(bytes, next);
        if (size < 0 || size > end - next - 4) {
          throw malformed();
        }
        text.append(i == 0 ? "" : ",").append(print(bytes, next + 4, size));
        next += 4 + size;
      }
      if (count < 0 || next != end) {
        throw malformed();
      }
      return text.append('}').toString();
    };
  }

  private static MalformedValueException malformed() {
    return new MalformedValueException("range", "its length does not fit its bounds");
  }
}
