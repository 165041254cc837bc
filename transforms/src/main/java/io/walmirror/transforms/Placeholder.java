package io.walmirror.transforms;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * What a source writes where PostgreSQL did not send a value because it did not change, in each of
 * the forms that the types of columns and the converters give it:
 *
 * <ul>
 *   <li>text: the placeholder itself; of bytes, its base64 or hex; of an hstore, the JSON object
 *       with the placeholder as its only key and value;
 *   <li>bytes: the placeholder's;
 *   <li>a map: the placeholder as its only key and value;
 *   <li>an array of texts or bytes: the placeholder as its only element; of uuids, the name-based
 *       UUID of the placeholder's bytes; of numbers, one element for each of its bytes.
 * </ul>
 */
final class Placeholder {

  private static final String HEX_PREFIX = "hex:";

  private final byte[] bytes;
  private final Map<String, String> map;
  private final String uuid;
  private final List<String> texts;

  private Placeholder(byte[] bytes) {
    this.bytes = bytes;
    String text = new String(bytes, StandardCharsets.UTF_8);
    this.map = Map.of(text, text);
    this.uuid = UUID.nameUUIDFromBytes(bytes).toString();
    String json = '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    Set<String> forms = new LinkedHashSet<>();
    forms.add(text);
    forms.add(Base64.getEncoder().encodeToString(bytes));
    forms.add(Base64.getUrlEncoder().encodeToString(bytes));
    forms.add(HexFormat.of().formatHex(bytes));
    forms.add("{" + json + ":" + json + "}");
    this.texts = List.copyOf(forms);
  }

  /** Reads the source's setting: text, or {@code hex:} and bytes in hex. */
  static Placeholder of(String setting) {
    byte[] bytes =
        setting.startsWith(HEX_PREFIX)
            ? hex(setting.substring(HEX_PREFIX.length()))
            : setting.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0) {
      throw new IllegalArgumentException("an empty placeholder stands for every empty value");
    }
    return new Placeholder(bytes);
  }

  private static byte[] hex(String digits) {
    try {
      return HexFormat.of().parseHex(digits);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("`hex:` must be followed by pairs of hex digits", e);
    }
  }

  /** Whether values of this schema can be the placeholder at all. */
  static boolean fits(Schema schema) {
    return switch (schema.type()) {
      case STRING, ARRAY, MAP -> true;
      case BYTES -> !Decimal.LOGICAL_NAME.equals(schema.name());
      case INT8, INT16, INT32, INT64, FLOAT32, FLOAT64, BOOLEAN, STRUCT -> false;
    };
  }

  boolean is(Object value) {
    if (value instanceof String string) {
      return isText(string);
    }
    if (value instanceof List<?> list) {
      return isArray(list);
    }
    return map.equals(value) || isBytes(value);
  }

  private boolean isText(String value) {
    for (String form : texts) {
      if (form.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private boolean isBytes(Object value) {
    return (value instanceof byte[] array && ByteBuffer.wrap(array).equals(ByteBuffer.wrap(bytes)))
        || (value instanceof ByteBuffer buffer && buffer.equals(ByteBuffer.wrap(bytes)));
  }

  private boolean isArray(List<?> list) {
    if (list.size() == 1) {
      Object only = list.get(0);
      return isBytes(only)
          || (only instanceof String string && (isText(string) || uuid.equals(string)));
    }
    if (list.size() != bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if (!isByte(list.get(i), bytes[i])) {
        return false;
      }
    }
    return true;
  }

  /** Whether an element of an array of numbers is this byte, in any form a numeric has. */
  private static boolean isByte(Object element, byte expected) {
    if (element instanceof BigDecimal decimal) {
      return decimal.unscaledValue().equals(BigInteger.valueOf(expected));
    }
    if (element instanceof Number number) {
      return number.doubleValue() == expected;
    }
    if (element instanceof byte[] array) {
      return array.length == 1 && array[0] == expected;
    }
    if (element instanceof ByteBuffer buffer) {
      return buffer.remaining() == 1 && buffer.get(buffer.position()) == expected;
    }
    if (element instanceof String base64) {
      return base64.equals(Base64.getEncoder().encodeToString(new byte[] {expected}));
    }
    if (element instanceof Struct struct) {
      return struct.schema().field("value") != null && isByte(struct.get("value"), expected);
    }
    return element instanceof Map<?, ?> map && isByte(map.get("value"), expected);
  }
}
