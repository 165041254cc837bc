package io.walmirror.connector.value;

import java.util.Map;

/** Composite values from their binary form, as PostgreSQL prints them. */
final class RowPrinter implements PrintedCodec.Printer {

  private final Map<Integer, PrintedCodec.Printer> fields;

  /** {@code fields} are the printers of the fields' types. */
  RowPrinter(Map<Integer, PrintedCodec.Printer> fields) {
    this.fields = Map.copyOf(fields);
  }

  @Override
  public String print(byte[] bytes, int at, int length) {
    int end = at + length;
    int count = length < 4 ? -1 : Bytes.int4(bytes, at);
    StringBuilder text = new StringBuilder(length * 2).append('(');
    int next = at + 4;
    for (int i = 0; i < count; i++) {
      int size = end - next < 8 ? -2 : Bytes.int4(bytes, next + 4);
      if (size < -1 || size > end - next - 8) {
        throw malformed();
      }
      if (i > 0) {
        text.append(',');
      }
      if (size >= 0) {
        PrintedCodec.Printer field = fields.get(Bytes.int4(bytes, next));
        if (field == null) {
          throw new NeedsTextException("of a composite's field");
        }
        Quoting.append(text, field.print(bytes, next + 8, size), Quoting.ROW);
      }
      next += 8 + Math.max(size, 0);
    }
    if (count < 0 || next != end) {
      throw malformed();
    }
    return text.append(')').toString();
  }

  private static MalformedValueException malformed() {
    return new MalformedValueException("composite", "its length does not fit its fields");
  }
}
