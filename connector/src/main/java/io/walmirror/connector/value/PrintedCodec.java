package io.walmirror.connector.value;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.connect.data.SchemaBuilder;

/** A type whose value is what PostgreSQL prints for it. */
final class PrintedCodec implements Codec {

  private final Printer printer;
  private final char delimiter;

  PrintedCodec(Printer printer) {
    this(printer, ',');
  }

  private PrintedCodec(Printer printer, char delimiter) {
    this.printer = printer;
    this.delimiter = delimiter;
  }

  /** What prints a value from its binary form. */
  interface Printer {
    String print(byte[] bytes, int at, int length);
  }

  /** A type that is read in its text form alone. */
  static Codec textOnly(String type, char delimiter) {
    return new PrintedCodec(
        (bytes, at, length) -> {
          throw new NeedsTextException(type);
        },
        delimiter);
  }

  @Override
  public SchemaBuilder schema() {
    return SchemaBuilder.string();
  }

  @Override
  public Object binary(byte[] bytes, int at, int length) {
    return printer.print(bytes, at, length);
  }

  @Override
  public boolean prefersText() {
    return true;
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    return Codec.string(bytes, at, length);
  }

  @Override
  public char delimiter() {
    return delimiter;
  }

  @Override
  public Object zero() {
    return "";
  }

  @Override
  public Object unavailable(String placeholder) {
    return placeholder;
  }

  static String date(byte[] bytes, int at, int length) {
    Bytes.expect("date", length, 4);
    return Prints.date(Bytes.int4(bytes, at));
  }

  static String time(byte[] bytes, int at, int length) {
    Bytes.expect("time", length, 8);
    return Prints.time(new StringBuilder(15), Bytes.int8(bytes, at)).toString();
  }

  static String timestamp(byte[] bytes, int at, int length) {
    Bytes.expect("timestamp", length, 8);
    return Prints.timestamp(Bytes.int8(bytes, at), "");
  }

  static String zonedTimestamp(byte[] bytes, int at, int length) {
    Bytes.expect("timestamptz", length, 8);
    return Prints.timestamp(Bytes.int8(bytes, at), "+00");
  }

  static String zonedTime(byte[] bytes, int at, int length) {
    Bytes.expect("timetz", length, 12);
    StringBuilder text = Prints.time(new StringBuilder(21), Bytes.int8(bytes, at));
    return Prints.zone(text, -Bytes.int4(bytes, at + 8)).toString();
  }

  static String interval(byte[] bytes, int at, int length) {
    Bytes.expect("interval", length, 16);
    return Prints.interval(
        Bytes.int4(bytes, at + 12), Bytes.int4(bytes, at + 8), Bytes.int8(bytes, at));
  }

  static String bool(byte[] bytes, int at, int length) {
    Bytes.expect("bool", length, 1);
    return bytes[at] == 0 ? "f" : "t";
  }

  static String bytea(byte[] bytes, int at, int length) {
    return "\\x" + java.util.HexFormat.of().formatHex(bytes, at, at + length);
  }

  static String lsn(byte[] bytes, int at, int length) {
    Bytes.expect("pg_lsn", length, 8);
    return String.format("%X/%X", Bytes.int4(bytes, at), Bytes.int4(bytes, at + 4));
  }

  static String unsigned4(byte[] bytes, int at, int length) {
    Bytes.expect("xid", length, 4);
    return Integer.toUnsignedString(Bytes.int4(bytes, at));
  }

  static String unsigned8(byte[] bytes, int at, int length) {
    Bytes.expect("xid8", length, 8);
    return Long.toUnsignedString(Bytes.int8(bytes, at));
  }

  static String tid(byte[] bytes, int at, int length) {
    Bytes.expect("tid", length, 6);
    return "("
        + Integer.toUnsignedString(Bytes.int4(bytes, at))
        + ","
        + (Bytes.int2(bytes, at + 4) & 0xffff)
        + ")";
  }

  /** A version byte and the text. */
  static String jsonpath(byte[] bytes, int at, int length) {
    if (length < 1 || bytes[at] != 1) {
      throw new MalformedValueException("jsonpath", "unknown version of the binary form");
    }
    return new String(bytes, at + 1, length - 1, StandardCharsets.UTF_8);
  }

  static String snapshot(byte[] bytes, int at, int length) {
    int count = length < 20 ? -1 : Bytes.int4(bytes, at);
    if (count < 0 || length != 20L + 8L * count) {
      throw new MalformedValueException("pg_snapshot", "its length does not fit its transactions");
    }
    StringBuilder text = new StringBuilder(40);
    text.append(Long.toUnsignedString(Bytes.int8(bytes, at + 4))).append(':');
    text.append(Long.toUnsignedString(Bytes.int8(bytes, at + 12))).append(':');
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : ",");
      text.append(Long.toUnsignedString(Bytes.int8(bytes, at + 20 + 8 * i)));
    }
    return text.toString();
  }
}
