package io.walmirror.connector.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * {@code numeric}, with or without a declared scale. The binary form is a header of four 16-bit
 * numbers (digit groups, weight of the first, sign, display scale) and groups of four decimal
 * digits.
 */
final class NumericCodec implements Codec {

  private static final int NEGATIVE = 0x4000;
  private static final int NAN = 0xC000;
  private static final int POSITIVE_INFINITY = 0xD000;
  private static final int NEGATIVE_INFINITY = 0xF000;
  private static final int LARGEST_SCALE = 0x3FFF;
  private static final int LONG_BITS = 63;

  /** Within these each decimal number is another floating point number. */
  private static final int DOUBLE_DIGITS = 15;

  private static final int DOUBLE_SCALE = 280;

  private static final Schema VARIABLE_SCALE =
      SchemaBuilder.struct()
          .name("io.debezium.data.VariableScaleDecimal")
          .version(1)
          .doc("Variable scaled decimal")
          .field("scale", Schema.INT32_SCHEMA)
          .field("value", Schema.BYTES_SCHEMA)
          .build();

  private final DecimalMode mode;
  private final boolean declared;
  private final int precision;
  private final int scale;
  private final Schema structSchema;

  private NumericCodec(
      DecimalMode mode, boolean declared, int precision, int scale, Schema structSchema) {
    this.mode = mode;
    this.declared = declared;
    this.precision = precision;
    this.scale = scale;
    this.structSchema = structSchema;
  }

  /** The codec of a column with this type modifier; below zero where none is declared. */
  static Codec of(DecimalMode mode, int modifier) {
    if (modifier < 4) {
      return new NumericCodec(mode, false, 0, 0, VARIABLE_SCALE);
    }
    int declared = modifier - 4;
    // The scale is a signed number of 11 bits.
    int scale = ((declared & 0x7ff) ^ 1024) - 1024;
    return new NumericCodec(mode, true, declared >>> 16, scale, VARIABLE_SCALE);
  }

  @Override
  public SchemaBuilder schema() {
    return switch (mode) {
      case DOUBLE -> SchemaBuilder.float64();
      case STRING -> SchemaBuilder.string();
      case PRECISE ->
          declared
              ? Decimal.builder(scale)
                  .parameter("connect.decimal.precision", Integer.toString(precision))
              : variableScale();
    };
  }

  @Override
  public Codec forSchema(Schema schema) {
    return declared || mode != DecimalMode.PRECISE
        ? this
        : new NumericCodec(mode, false, precision, scale, schema);
  }

  @Override
  public Object binary(byte[] bytes, int at, int length) {
    if (length < 8) {
      throw new MalformedValueException("numeric", "a header of 8 bytes expected");
    }
    int groups = Bytes.int2(bytes, at) & 0xffff;
    int weight = Bytes.int2(bytes, at + 2);
    int sign = Bytes.int2(bytes, at + 4) & 0xffff;
    int displayScale = Bytes.int2(bytes, at + 6) & 0xffff;
    if (length != 8 + 2 * groups) {
      throw new MalformedValueException("numeric", "its length does not fit its digits");
    }
    if (displayScale > LARGEST_SCALE) {
      throw new MalformedValueException("numeric", "a scale beyond 16383");
    }
    if (groups > 0 && (groups - weight - 1) * 4 > displayScale + 3) {
      throw new MalformedValueException("numeric", "digits beyond its scale");
    }
    return switch (sign) {
      case 0, NEGATIVE ->
          finite(shown(decimal(bytes, at + 8, groups, weight, sign == NEGATIVE), displayScale));
      case NAN -> special("NaN", Double.NaN);
      case POSITIVE_INFINITY -> special("Infinity", Double.POSITIVE_INFINITY);
      case NEGATIVE_INFINITY -> special("-Infinity", Double.NEGATIVE_INFINITY);
      default -> throw new MalformedValueException("numeric", "unknown sign");
    };
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    String text = new String(bytes, at, length, StandardCharsets.ISO_8859_1);
    return switch (text) {
      case "NaN" -> special(text, Double.NaN);
      case "Infinity" -> special(text, Double.POSITIVE_INFINITY);
      case "-Infinity" -> special(text, Double.NEGATIVE_INFINITY);
      default -> finite(parse(text));
    };
  }

  @Override
  public Optional<Merging> merges() {
    boolean exact = declared && precision <= DOUBLE_DIGITS && Math.abs(scale) <= DOUBLE_SCALE;
    return mode != DecimalMode.DOUBLE || exact ? Optional.empty() : Optional.of(Merging.digits());
  }

  @Override
  public Object zero() {
    return finite(declared ? BigDecimal.valueOf(0, scale) : BigDecimal.ZERO);
  }

  @Override
  public Object unavailable(String placeholder) {
    return mode == DecimalMode.STRING ? placeholder : null;
  }

  private Object finite(BigDecimal value) {
    return switch (mode) {
      case DOUBLE -> value.doubleValue();
      case STRING -> value.toPlainString();
      case PRECISE -> {
        if (declared) {
          yield rescaled(value, scale);
        }
        BigDecimal stripped = stripped(value);
        yield new Struct(structSchema)
            .put("scale", stripped.scale())
            .put("value", stripped.unscaledValue().toByteArray());
      }
    };
  }

  /**
   * Without zeros at the end of the fraction; a whole number keeps its zeros. Java takes them off
   * one by one, which for the longest numbers lasts seconds.
   */
  private static BigDecimal stripped(BigDecimal value) {
    if (value.scale() <= 0 || value.signum() == 0) {
      return value.setScale(0);
    }
    BigInteger unscaled = value.unscaledValue();
    if (unscaled.bitLength() <= LONG_BITS) {
      return value.stripTrailingZeros();
    }
    String digits = unscaled.toString();
    int zeros = 0;
    while (zeros < value.scale() && digits.charAt(digits.length() - 1 - zeros) == '0') {
      zeros++;
    }
    return value.setScale(value.scale() - zeros);
  }

  private Object special(String text, double value) {
    return switch (mode) {
      case DOUBLE -> value;
      case STRING -> text;
      case PRECISE ->
          throw new UnrepresentableValueException(
              "numeric "
                  + text
                  + " has no precise form; set decimal.handling.mode to string or double");
    };
  }

  /** With as many digits as PostgreSQL shows, where anyone will see their zeros. */
  private BigDecimal shown(BigDecimal value, int displayScale) {
    boolean unseen = mode == DecimalMode.DOUBLE || (mode == DecimalMode.PRECISE && !declared);
    return unseen && displayScale >= value.scale() ? value : rescaled(value, displayScale);
  }

  /** The groups are the digits down to 10^-groupScale; beyond the display scale they are zeros. */
  private static BigDecimal decimal(
      byte[] bytes, int at, int groups, int weight, boolean negative) {
    if (groups == 0) {
      return BigDecimal.ZERO;
    }
    int groupScale = (groups - weight - 1) * 4;
    if (groups <= 4) {
      long unscaled = 0;
      for (int i = 0; i < groups; i++) {
        unscaled = unscaled * 10_000 + group(bytes, at + 2 * i);
      }
      return BigDecimal.valueOf(negative ? -unscaled : unscaled, groupScale);
    }
    StringBuilder digits = new StringBuilder(groups * 4 + 1);
    if (negative) {
      digits.append('-');
    }
    for (int i = 0; i < groups; i++) {
      Digits.append(digits, group(bytes, at + 2 * i), 4);
    }
    return new BigDecimal(new BigInteger(digits.toString()), groupScale);
  }

  private static BigDecimal rescaled(BigDecimal value, int scale) {
    try {
      return value.setScale(scale);
    } catch (ArithmeticException e) {
      throw new MalformedValueException("numeric", "digits beyond its scale", e);
    }
  }

  private static int group(byte[] bytes, int at) {
    int group = Bytes.int2(bytes, at);
    if (group < 0 || group > 9999) {
      throw new MalformedValueException("numeric", "a group of digits beyond 9999");
    }
    return group;
  }

  private static BigDecimal parse(String text) {
    if (text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
      // PostgreSQL prints none; a few signs would be a number of any length.
      throw new MalformedValueException("numeric", "not a number");
    }
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw new MalformedValueException("numeric", "not a number", e);
    }
  }

  private static SchemaBuilder variableScale() {
    SchemaBuilder schema =
        SchemaBuilder.struct()
            .name(VARIABLE_SCALE.name())
            .version(VARIABLE_SCALE.version())
            .doc(VARIABLE_SCALE.doc());
    VARIABLE_SCALE.fields().forEach(field -> schema.field(field.name(), field.schema()));
    return schema;
  }
}
