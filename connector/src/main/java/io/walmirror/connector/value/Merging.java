package io.walmirror.connector.value;

/**
 * How a form makes one value of several that PostgreSQL tells apart, so that it names no row:
 * {@code setting} is what decides about the form, {@code why} says what is lost, and the cure.
 */
public record Merging(String setting, String why) {

  private static final String TIMES = "time.precision.mode";
  private static final String DECIMALS = "decimal.handling.mode";

  /** Of microseconds, in milliseconds. */
  static Merging milliseconds(String type) {
    return new Merging(
        TIMES,
        "milliseconds are kept of its microseconds; set time.precision.mode to another one than"
            + " connect, or declare the column "
            + type
            + "(3)");
  }

  /** Of an offset from UTC. */
  static Merging offsets() {
    return new Merging(
        TIMES, "its time is moved to UTC, and its offset lost; set time.precision.mode=structured");
  }

  /** Of months and days in one number. */
  static Merging months() {
    return new Merging(
        "interval.handling.mode",
        "a month is counted as 30.4375 days; set interval.handling.mode=string");
  }

  /** Of more digits than a floating point number has. */
  static Merging digits() {
    return new Merging(
        DECIMALS,
        "floating point keeps 15 of its digits; set decimal.handling.mode to another one than"
            + " double");
  }

  /** Of a fraction that is cut. */
  static Merging cents() {
    return new Merging(
        "money.fraction.digits", "its hundredths are rounded; set money.fraction.digits=2");
  }

  /** Of zeros before the first one. */
  static Merging zeros() {
    return new Merging(
        "message.key.columns",
        "how many zeros stand before its first 1 is lost; declare it bit(n)");
  }
}
