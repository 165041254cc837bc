package io.walmirror.connector.value;

/** In which of Debezium's forms values are written, where it knows more than one. */
public record ValueModes(
    TimeMode times,
    DecimalMode decimals,
    BinaryMode binaries,
    IntervalMode intervals,
    HstoreMode hstores,
    int moneyDigits) {

  /** What is taken where nothing is set. */
  public static final ValueModes DEFAULT =
      new ValueModes(
          TimeMode.ADAPTIVE,
          DecimalMode.PRECISE,
          BinaryMode.BYTES,
          IntervalMode.NUMERIC,
          HstoreMode.JSON,
          2);

  /** The same, with decimals in another form. */
  ValueModes with(DecimalMode other) {
    return new ValueModes(times, other, binaries, intervals, hstores, moneyDigits);
  }
}
