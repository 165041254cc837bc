package io.walmirror.sink.row;

import io.walmirror.envelope.EnvelopeFields;
import io.walmirror.sink.text.ByteArrays;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Recognises what Debezium puts where PostgreSQL did not send an unchanged value: its placeholder,
 * in the form that the column's type allows.
 */
final class UnavailableValue {

  private static final String TEXT = EnvelopeFields.UNAVAILABLE_VALUE;
  private static final byte[] BYTES = TEXT.getBytes(StandardCharsets.UTF_8);
  private static final String UUID_TEXT = UUID.nameUUIDFromBytes(BYTES).toString();
  private static final String MAP_AS_JSON = "{\"" + TEXT + "\":\"" + TEXT + "\"}";

  private UnavailableValue() {}

  static boolean is(Object value) {
    if (value instanceof String text) {
      return text.equals(TEXT) || text.equals(MAP_AS_JSON);
    }
    if (value instanceof Number || value instanceof Boolean) {
      return false;
    }
    if (value instanceof byte[] || value instanceof ByteBuffer) {
      return Arrays.equals(ByteArrays.of(value), BYTES);
    }
    if (value instanceof List<?> items) {
      return items.size() == 1 ? isElement(items.get(0)) : isByteValues(items);
    }
    return value instanceof Map<?, ?> map && map.size() == 1 && TEXT.equals(map.get(TEXT));
  }

  private static boolean isElement(Object item) {
    return UUID_TEXT.equals(item) || (item != null && !(item instanceof List) && is(item));
  }

  /** Integer and date arrays hold the placeholder's bytes, one in each element. */
  private static boolean isByteValues(List<?> items) {
    if (items.size() != BYTES.length) {
      return false;
    }
    for (int i = 0; i < BYTES.length; i++) {
      if (!(items.get(i) instanceof Number number) || number.longValue() != BYTES[i]) {
        return false;
      }
    }
    return true;
  }
}
