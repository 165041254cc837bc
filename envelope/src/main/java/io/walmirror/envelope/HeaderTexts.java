package io.walmirror.envelope;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.header.Headers;

/**
 * Reads our headers back, whatever header converter carried them: a string, its UTF-8 bytes, the
 * {@code {"schema":…,"payload":…}} map that a JSON converter leaves, or the JSON text itself where
 * one end speaks JSON and the other passes text through.
 */
public final class HeaderTexts {

  private static final String JSON_PAYLOAD = "\"payload\":\"";

  private HeaderTexts() {}

  /** The text of the last header of that name, if there is one. */
  public static Optional<String> read(Headers headers, String name) {
    Header header = headers.lastWithName(name);
    return header == null ? Optional.empty() : Optional.of(text(name, header.value()));
  }

  /** The position of a record, if it has one. */
  public static Optional<Position> position(Headers headers) {
    return read(headers, HeaderNames.POSITION)
        .map(
            text -> {
              try {
                return Position.parse(text);
              } catch (IllegalArgumentException e) {
                throw new MalformedHeaderException(HeaderNames.POSITION, e.getMessage(), e);
              }
            });
  }

  /** The operation of a record without envelope, if it says one. */
  public static Optional<Op> op(Headers headers) {
    return read(headers, HeaderNames.OP)
        .map(
            code ->
                Op.ofCode(code)
                    .orElseThrow(
                        () ->
                            new MalformedHeaderException(
                                HeaderNames.OP, "none of c, u, d, r, t, m: " + code)));
  }

  /** The table of a record without envelope, if it says one. */
  public static Optional<TableName> table(Headers headers) {
    return read(headers, HeaderNames.TABLE).map(TableName::parse);
  }

  /** The columns that a record leaves out because their value did not change. */
  public static UnchangedColumns unchanged(Headers headers) {
    return read(headers, HeaderNames.UNCHANGED)
        .map(UnchangedColumns::parse)
        .orElse(UnchangedColumns.NONE);
  }

  /** The arrays of a record's row that are no plain lists. */
  public static ArrayShapes arrays(Headers headers) {
    return read(headers, HeaderNames.ARRAYS).map(ArrayShapes::parse).orElse(ArrayShapes.NONE);
  }

  private static String text(String name, Object value) {
    if (value instanceof String text) {
      return outOfJson(text);
    }
    if (value instanceof byte[] bytes) {
      return outOfJson(new String(bytes, StandardCharsets.UTF_8));
    }
    if (value instanceof ByteBuffer buffer) {
      return outOfJson(StandardCharsets.UTF_8.decode(buffer.duplicate()).toString());
    }
    if (value instanceof Map<?, ?> map && map.get("payload") instanceof String text) {
      return text;
    }
    throw new MalformedHeaderException(
        name,
        "expected text, found "
            + (value == null ? "null" : value.getClass().getSimpleName())
            + "; set header.converter to SimpleHeaderConverter, StringConverter or JsonConverter");
  }

  /**
   * What a JSON text says, and any other text as it is. Our texts hold neither quotes nor escapes,
   * so the payload of a JSON text ends at its next quote.
   */
  private static String outOfJson(String text) {
    if (text.startsWith("\"") && text.endsWith("\"") && text.length() > 1) {
      return text.substring(1, text.length() - 1);
    }
    int payload = text.startsWith("{") ? text.indexOf(JSON_PAYLOAD) : -1;
    int end = payload < 0 ? -1 : text.indexOf('"', payload + JSON_PAYLOAD.length());
    return end < 0 ? text : text.substring(payload + JSON_PAYLOAD.length(), end);
  }
}
