package io.walmirror.connector.value;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * {@code money}: a number of hundredths in the binary form; in the text form {@code -$1,234.50}, as
 * {@code lc_monetary=C}, which every connection sets, prints it.
 */
final class MoneyCodec implements Codec {

  private static final int STORED_DIGITS = 2;

  private final DecimalMode mode;
  private final int digits;

  MoneyCodec(ValueModes modes) {
    this.mode = modes.decimals();
    this.digits = modes.moneyDigits();
  }

  @Override
  public SchemaBuilder schema() {
    return switch (mode) {
      case PRECISE -> Decimal.builder(digits);
      case DOUBLE -> SchemaBuilder.float64();
      case STRING -> SchemaBuilder.string();
    };
  }

  @Override
  public Object binary(byte[] bytes, int at, int length) {
    Bytes.expect("money", length, 8);
    return value(BigDecimal.valueOf(Bytes.int8(bytes, at), STORED_DIGITS));
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    String text = new String(bytes, at, length, StandardCharsets.ISO_8859_1);
    try {
      return value(new BigDecimal(text.replace("$", "").replace(",", "")));
    } catch (NumberFormatException e) {
      throw new MalformedValueException("money", "not as lc_monetary=C prints it", e);
    }
  }

  @Override
  public Optional<Merging> merges() {
    return switch (mode) {
      case PRECISE -> digits < STORED_DIGITS ? Optional.of(Merging.cents()) : Optional.empty();
      case DOUBLE -> Optional.of(Merging.digits());
      case STRING -> Optional.empty();
    };
  }

  @Override
  public Object zero() {
    return value(BigDecimal.valueOf(0, digits));
  }

  @Override
  public Object unavailable(String placeholder) {
    return schema().type() == Schema.Type.STRING ? placeholder : null;
  }

  private Object value(BigDecimal money) {
    return switch (mode) {
      case PRECISE -> money.setScale(digits, RoundingMode.HALF_UP);
      case DOUBLE -> money.doubleValue();
      case STRING -> money.toPlainString();
    };
  }
}
