package io.walmirror.connector.value;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * {@code hstore}, as a JSON object or as a map. A Java hash map decides the order of the keys, as
 * it does in Debezium.
 */
final class HstoreCodec implements Codec {

  private final HstoreMode mode;

  HstoreCodec(HstoreMode mode) {
    this.mode = mode;
  }

  @Override
  public SchemaBuilder schema() {
    return mode == HstoreMode.MAP
        ? SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.OPTIONAL_STRING_SCHEMA)
        : SchemaBuilder.string().name("io.debezium.data.Json").version(1);
  }

  /** A count, and for each pair the key and the value, lengths in front; below zero is NULL. */
  @Override
  public Object binary(byte[] bytes, int at, int length) {
    int end = at + length;
    int count = length < 4 ? -1 : Bytes.int4(bytes, at);
    Map<String, String> pairs = new HashMap<>();
    int next = at + 4;
    for (int i = 0; i < count; i++) {
      int keyLength = length(bytes, next, end);
      int valueAt = next + 4 + keyLength;
      int valueLength = keyLength < 0 ? -2 : length(bytes, valueAt, end);
      if (keyLength < 0 || valueLength < -1) {
        throw malformed();
      }
      pairs.put(
          Codec.string(bytes, next + 4, keyLength),
          valueLength < 0 ? null : Codec.string(bytes, valueAt + 4, valueLength));
      next = valueAt + 4 + Math.max(valueLength, 0);
    }
    if (count < 0 || next != end) {
      throw malformed();
    }
    return value(pairs);
  }

  private static int length(byte[] bytes, int at, int end) {
    int length = end - at < 4 ? -2 : Bytes.int4(bytes, at);
    return length > end - at - 4 ? -2 : length;
  }

  /** {@code "key"=>"value", "other"=>NULL}. */
  @Override
  public Object text(byte[] bytes, int at, int length) {
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    Map<String, String> pairs = new HashMap<>();
    int next = 0;
    while (next < text.length()) {
      StringBuilder key = new StringBuilder();
      next = quoted(text, next, key);
      if (!text.startsWith("=>", next)) {
        throw malformed();
      }
      next += 2;
      if (text.startsWith("NULL", next)) {
        pairs.put(key.toString(), null);
        next += 4;
      } else {
        StringBuilder value = new StringBuilder();
        next = quoted(text, next, value);
        pairs.put(key.toString(), value.toString());
      }
      if (next < text.length()) {
        if (!text.startsWith(", ", next)) {
          throw malformed();
        }
        next += 2;
      }
    }
    return value(pairs);
  }

  /** Reads a text in quotes; where it ends. */
  private static int quoted(String text, int at, StringBuilder into) {
    if (at >= text.length() || text.charAt(at) != '"') {
      throw malformed();
    }
    for (int next = at + 1; next < text.length(); next++) {
      char sign = text.charAt(next);
      if (sign == '"') {
        return next + 1;
      }
      if (sign == '\\' && ++next == text.length()) {
        break;
      }
      into.append(text.charAt(next));
    }
    throw malformed();
  }

  @Override
  public Object zero() {
    return value(Map.of());
  }

  @Override
  public Object unavailable(String placeholder) {
    return value(Map.of(placeholder, placeholder));
  }

  private Object value(Map<String, String> pairs) {
    if (mode == HstoreMode.MAP) {
      return pairs;
    }
    StringBuilder json = new StringBuilder("{");
    pairs.forEach(
        (key, value) -> {
          JsonString.append(json.append(json.length() == 1 ? "" : ","), key);
          json.append(':');
          if (value == null) {
            json.append("null");
          } else {
            JsonString.append(json, value);
          }
        });
    return json.append('}').toString();
  }

  private static MalformedValueException malformed() {
    return new MalformedValueException("hstore", "its pairs cannot be told apart");
  }
}
