package io.walmirror.connector.record;

import io.walmirror.connector.value.Codec;
import io.walmirror.connector.value.MalformedValueException;
import io.walmirror.connector.value.NeedsTextException;
import io.walmirror.connector.value.UnknownLabelException;
import io.walmirror.connector.value.UnrepresentableValueException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;

/**
 * What a schema says of a column's default: the literal that the catalog has, in the form of the
 * column's values, and the type's zero where a function makes it, which is Debezium's way. Nothing
 * is said of expressions that are more than a literal, of types that Debezium says nothing of, and
 * of structs.
 */
final class ColumnDefault {

  private static final int BOOL = 16;
  private static final int NUMERIC = 1700;
  private static final String ENUM = "io.debezium.data.Enum";

  /**
   * A literal may be in parentheses and have casts behind it; whatever computes has other signs.
   */
  private static final String CASTS = "(?:\\)?::[A-Za-z0-9_ .:\"(),\\[\\]]+)?\\)?";

  private static final Pattern QUOTED =
      Pattern.compile("\\(?([BE])?'((?:[^']|'')*)'" + CASTS, Pattern.DOTALL);
  private static final Pattern PLAIN =
      Pattern.compile("\\(?(-?[0-9.]+(?:[eE][-+]?[0-9]+)?|true|false)" + CASTS);
  private static final Pattern CALL = Pattern.compile("\\(?[A-Za-z0-9_.]+\\(");
  private static final Set<String> MOMENTS =
      Set.of("CURRENT_TIMESTAMP", "CURRENT_TIME", "CURRENT_DATE", "LOCALTIME", "LOCALTIMESTAMP");

  private ColumnDefault() {}

  /** The default of a column of this type, whose values the codec makes; the catalog's text. */
  static Optional<Object> of(String expression, int typeOid, int modifier, Codec codec) {
    Schema schema = codec.schema().build();
    String zero = zero(typeOid, schema);
    if (zero == null || schema.type() == Schema.Type.STRUCT) {
      return Optional.empty();
    }
    boolean made = MOMENTS.contains(expression) || CALL.matcher(expression).lookingAt();
    return (made ? Optional.of(zero) : literal(expression))
        .map(text -> typeOid == BOOL ? truth(text) : text)
        .map(text -> typeOid == NUMERIC && modifier >= 4 ? scaled(text, modifier) : text)
        .flatMap(text -> value(text, codec, schema));
  }

  private static Optional<String> literal(String expression) {
    Matcher quoted = QUOTED.matcher(expression);
    if (quoted.matches()) {
      String text = quoted.group(2).replace("''", "'");
      return Optional.of("E".equals(quoted.group(1)) ? text.replace("\\\\", "\\") : text);
    }
    Matcher plain = PLAIN.matcher(expression);
    return plain.matches() ? Optional.of(plain.group(1)) : Optional.empty();
  }

  private static String truth(String text) {
    return text.equals("true") ? "t" : text.equals("false") ? "f" : text;
  }

  /** With as many digits behind the point as the column declares, if it has no more. */
  private static String scaled(String text, int modifier) {
    try {
      BigDecimal number = new BigDecimal(text);
      int declared = (((modifier - 4) & 0x7ff) ^ 1024) - 1024;
      return number.setScale(Math.max(number.scale(), declared)).toPlainString();
    } catch (NumberFormatException e) {
      return text;
    }
  }

  private static Optional<Object> value(String text, Codec codec, Schema schema) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      Object value = codec.text(bytes, 0, bytes.length);
      ConnectSchema.validateValue(schema, value);
      return Optional.of(value);
    } catch (MalformedValueException
        | UnrepresentableValueException
        | UnknownLabelException
        | NeedsTextException
        | DataException e) {
      // No literal of this type after all: nothing is said.
      return Optional.empty();
    }
  }

  /** The text of what stands for a value that a function makes; null where nothing is said. */
  private static String zero(int typeOid, Schema schema) {
    return switch (typeOid) {
      case BOOL -> "f";
      case 20, 21, 23, 700, 701, NUMERIC, 1560, 1562 -> "0";
      case 25, 142, 1042, 1043 -> "";
      case 114, 3802 -> "{}";
      case 1082 -> "1970-01-01";
      case 1083, 1186 -> "00:00:00";
      case 1114 -> "1970-01-01 00:00:00";
      case 1184 -> "1970-01-01 00:00:00+00";
      case 2950 -> "00000000-0000-0000-0000-000000000000";
      default -> ENUM.equals(schema.name()) ? "" : null;
    };
  }
}
