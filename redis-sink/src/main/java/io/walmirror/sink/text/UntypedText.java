package io.walmirror.sink.text;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;

/** A value without schema, written as it came: text as it is, numbers plain, the nested as JSON. */
final class UntypedText implements ValueText {

  private static final ValueText BYTES = new BytesText();
  private static final ValueText NESTED = new JsonText(null);

  @Override
  public String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof Map<?, ?> || value instanceof Collection<?> || value instanceof Struct) {
      return NESTED.text(value);
    }
    return scalar(value);
  }

  static String scalar(Object value) {
    if (value instanceof Double number) {
      return FloatText.of(number.doubleValue());
    }
    if (value instanceof Float number) {
      return FloatText.of(number.floatValue());
    }
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    if (value instanceof byte[] || value instanceof ByteBuffer) {
      return BYTES.text(value);
    }
    return value.toString();
  }
}
