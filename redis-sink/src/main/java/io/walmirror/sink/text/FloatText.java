package io.walmirror.sink.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/**
 * Floating-point numbers as PostgreSQL prints them: the fewest digits that no other number is as
 * close to, plain between 1e-4 and the precision of the type, {@code 1e+20} outside.
 *
 * <p>{@link Double#toString} of JDK 17 is not always the shortest, and takes a decimal that lies
 * exactly between two numbers (1e23) where PostgreSQL does not; so its digits are taken only where
 * neither can happen: few digits, and below the largest odd integer.
 */
final class FloatText {

  private static final int DOUBLE_DIGITS = 15;
  private static final int FLOAT_DIGITS = 6;
  private static final double DOUBLE_EXACT = 0x1p53;
  private static final float FLOAT_EXACT = 0x1p24f;
  private static final List<RoundingMode> CLOSEST_FIRST =
      List.of(RoundingMode.HALF_EVEN, RoundingMode.DOWN, RoundingMode.UP);
  private static final BigDecimal TWO = BigDecimal.valueOf(2);

  private FloatText() {}

  /** As a float8. */
  static String of(double value) {
    if (value == (long) value && Math.abs(value) < 1e15 && notNegativeZero(value)) {
      return Long.toString((long) value);
    }
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Double.toString(value);
    }
    if (value == 0) {
      return "-0";
    }
    double size = Math.abs(value);
    BigDecimal printed = new BigDecimal(Double.toString(size)).stripTrailingZeros();
    boolean shortest =
        printed.precision() <= DOUBLE_DIGITS && size < DOUBLE_EXACT && size >= Double.MIN_NORMAL;
    if (!shortest) {
      BigDecimal exact = new BigDecimal(size);
      BigDecimal above = new BigDecimal(Math.ulp(size)).divide(TWO);
      BigDecimal below = exact.subtract(new BigDecimal(Math.nextDown(size))).divide(TWO);
      printed = shortest(exact, below, above, printed.precision());
    }
    return layOut(value < 0, printed, DOUBLE_DIGITS);
  }

  /** As a float4. */
  static String of(float value) {
    if (value == (long) value && Math.abs(value) < 1e6f && notNegativeZero(value)) {
      return Long.toString((long) value);
    }
    if (Float.isNaN(value) || Float.isInfinite(value)) {
      return Float.toString(value);
    }
    if (value == 0) {
      return "-0";
    }
    float size = Math.abs(value);
    BigDecimal printed = new BigDecimal(Float.toString(size)).stripTrailingZeros();
    boolean shortest =
        printed.precision() <= FLOAT_DIGITS && size < FLOAT_EXACT && size >= Float.MIN_NORMAL;
    if (!shortest) {
      BigDecimal exact = new BigDecimal(size);
      BigDecimal above = new BigDecimal(Math.ulp(size)).divide(TWO);
      BigDecimal below = exact.subtract(new BigDecimal(Math.nextDown(size))).divide(TWO);
      printed = shortest(exact, below, above, printed.precision());
    }
    return layOut(value < 0, printed, FLOAT_DIGITS);
  }

  private static boolean notNegativeZero(double value) {
    return value != 0 || 1 / value > 0;
  }

  /**
   * The decimal of fewest digits strictly within (exact − below, exact + above), the closest of
   * them. The width is not the same on both sides at a power of two, so that the closest may lie
   * outside where the other neighbour does not.
   *
   * @param enough a number of digits that nearly always is the right one
   */
  private static BigDecimal shortest(
      BigDecimal exact, BigDecimal below, BigDecimal above, int enough) {
    boolean fewerDo = enough == 1 || ofDigits(enough - 1, exact, below, above).isPresent();
    int digits = fewerDo ? 1 : enough;
    Optional<BigDecimal> found;
    do {
      found = ofDigits(digits++, exact, below, above);
    } while (found.isEmpty());
    return found.get().stripTrailingZeros();
  }

  private static Optional<BigDecimal> ofDigits(
      int digits, BigDecimal exact, BigDecimal below, BigDecimal above) {
    for (RoundingMode mode : CLOSEST_FIRST) {
      BigDecimal candidate = exact.round(new MathContext(digits, mode));
      if (within(exact, candidate, below, above)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private static boolean within(
      BigDecimal exact, BigDecimal candidate, BigDecimal below, BigDecimal above) {
    BigDecimal distance = candidate.subtract(exact);
    return distance.compareTo(above) < 0 && distance.negate().compareTo(below) < 0;
  }

  private static String layOut(boolean negative, BigDecimal number, int plainBelow) {
    int exponent = number.precision() - number.scale() - 1;
    if (exponent >= -4 && exponent < plainBelow) {
      return negative ? "-" + number.toPlainString() : number.toPlainString();
    }
    String digits = number.unscaledValue().toString();
    StringBuilder text = new StringBuilder(digits.length() + 8);
    if (negative) {
      text.append('-');
    }
    text.append(digits.charAt(0));
    if (digits.length() > 1) {
      text.append('.').append(digits, 1, digits.length());
    }
    text.append('e').append(exponent < 0 ? '-' : '+');
    int size = Math.abs(exponent);
    return size < 10 ? text.append('0').append(size).toString() : text.append(size).toString();
  }
}
