package io.walmirror.sink.row;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;

/**
 * Whether a document's values are what its schema says. JsonConverter does not ask: it takes a text
 * in place of a number for 0, and cuts a number that is too large.
 */
final class JsonFit {

  private JsonFit() {}

  /** Where the first value is that does not fit and why, or nothing. Null fits everything here. */
  static Optional<String> misfit(String place, Schema schema, Object value) {
    if (schema == null || value == null) {
      return Optional.empty();
    }
    return switch (schema.type()) {
      case INT8 -> integer(place, value, Byte.MIN_VALUE, Byte.MAX_VALUE);
      case INT16 -> integer(place, value, Short.MIN_VALUE, Short.MAX_VALUE);
      case INT32 -> integer(place, value, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case INT64 -> integer(place, value, Long.MIN_VALUE, Long.MAX_VALUE);
      case FLOAT32, FLOAT64 -> expect(place, value instanceof Number, "no number");
      case BOOLEAN -> expect(place, value instanceof Boolean, "no boolean");
      case STRING -> expect(place, value instanceof String, "no text");
      case BYTES ->
          expect(
              place, value instanceof String || value instanceof Number, "neither text nor number");
      case ARRAY -> array(place, schema, value);
      case MAP -> map(place, schema, value);
      case STRUCT -> struct(place, schema, value);
    };
  }

  private static Optional<String> integer(String place, Object value, long least, long most) {
    if (!(value instanceof Number)) {
      return expect(place, false, "no number");
    }
    boolean fits = value instanceof Long number && number >= least && number <= most;
    return expect(place, fits, "no integer of its size");
  }

  private static Optional<String> array(String place, Schema schema, Object value) {
    if (!(value instanceof List<?> items)) {
      return expect(place, false, "no array");
    }
    return items.stream()
        .map(item -> misfit(place + "[]", schema.valueSchema(), item))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** A map with texts for keys is an object, any other an array of pairs. */
  private static Optional<String> map(String place, Schema schema, Object value) {
    if (!(value instanceof Map<?, ?> members)) {
      return expect(place, value instanceof List, "neither object nor array");
    }
    return members.values().stream()
        .map(member -> misfit(place + "{}", schema.valueSchema(), member))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> struct(String place, Schema schema, Object value) {
    if (!(value instanceof Map<?, ?> members)) {
      return expect(place, false, "no object");
    }
    for (Field field : schema.fields()) {
      Optional<String> misfit =
          misfit(place + "." + field.name(), field.schema(), members.get(field.name()));
      if (misfit.isPresent()) {
        return misfit;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> expect(String place, boolean fits, String why) {
    return fits ? Optional.empty() : Optional.of(place + " is " + why);
  }
}
