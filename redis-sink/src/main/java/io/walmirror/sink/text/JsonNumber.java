package io.walmirror.sink.text;

import java.math.BigDecimal;

/** A number of a JSON document as it is written there: no digit of it goes through a double. */
public final class JsonNumber extends Number {
  private static final long serialVersionUID = 1L;

  private final String literal;

  public JsonNumber(String literal) {
    this.literal = literal;
  }

  /** Whether a reader's double would lose something of it. */
  boolean isBeyondDouble() {
    if (literal.indexOf('.') < 0 && literal.indexOf('e') < 0 && literal.indexOf('E') < 0) {
      return true;
    }
    double nearest = doubleValue();
    if (Double.isInfinite(nearest)) {
      return true;
    }
    try {
      return new BigDecimal(literal).compareTo(new BigDecimal(Double.toString(nearest))) != 0;
    } catch (NumberFormatException e) {
      return true;
    }
  }

  @Override
  public int intValue() {
    return (int) doubleValue();
  }

  @Override
  public long longValue() {
    return (long) doubleValue();
  }

  @Override
  public float floatValue() {
    return Float.parseFloat(literal);
  }

  @Override
  public double doubleValue() {
    return Double.parseDouble(literal);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonNumber that && literal.equals(that.literal);
  }

  @Override
  public int hashCode() {
    return literal.hashCode();
  }

  /** The number as the document has it. */
  @Override
  public String toString() {
    return literal;
  }
}
