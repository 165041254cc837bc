package io.walmirror.stack.resp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads answers of the Redis protocol, versions 2 and 3. */
final class RespReader {

  private final InputStream in;

  RespReader(InputStream in) {
    this.in = new BufferedInputStream(in, 1 << 16);
  }

  /** One whole answer; texts as {@code byte[]} or as {@link String}. */
  Object read(boolean asBytes) throws IOException {
    int kind = in.read();
    String line = line(kind);
    return switch (kind) {
      case '+', '(' -> asBytes ? line.getBytes(StandardCharsets.UTF_8) : line;
      case '-' -> RespError.parse(line);
      case ':' -> Long.valueOf(line);
      case '$', '=' -> text(Integer.parseInt(line), kind == '=', asBytes);
      case '!' -> RespError.parse((String) text(Integer.parseInt(line), false, false));
      case '*', '~', '>' -> list(Integer.parseInt(line), asBytes);
      case '%' -> list(2 * Integer.parseInt(line), asBytes);
      case '|' -> afterAttributes(Integer.parseInt(line), asBytes);
      case '_' -> null;
      case '#' -> line.equals("t");
      case ',' -> number(line);
      default ->
          throw new ProtocolException("no answer of the Redis protocol begins with byte " + kind);
    };
  }

  /** The answer that follows a map of attributes, which nobody here asks for. */
  private Object afterAttributes(int length, boolean asBytes) throws IOException {
    list(2 * length, asBytes);
    return read(asBytes);
  }

  private Object text(int length, boolean verbatim, boolean asBytes) throws IOException {
    if (length < 0) {
      return null;
    }
    byte[] bytes = bytes(length);
    if (verbatim) {
      // "txt:" or "mkd:" goes before the text itself.
      bytes = java.util.Arrays.copyOfRange(bytes, 4, bytes.length);
    }
    return asBytes ? bytes : new String(bytes, StandardCharsets.UTF_8);
  }

  private List<Object> list(int length, boolean asBytes) throws IOException {
    if (length < 0) {
      return null;
    }
    List<Object> list = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      list.add(read(asBytes));
    }
    return list;
  }

  private static double number(String line) {
    return switch (line) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(line);
    };
  }

  private byte[] bytes(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length || in.read() != '\r' || in.read() != '\n') {
      throw new EOFException("the answer ended in its middle");
    }
    return bytes;
  }

  private String line(int kind) throws IOException {
    if (kind < 0) {
      throw new EOFException("the server closed the connection");
    }
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\r'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the answer ended in its middle");
      }
      line.write(b);
    }
    if (in.read() != '\n') {
      throw new ProtocolException("a carriage return without its line feed");
    }
    return line.toString(StandardCharsets.UTF_8);
  }
}
