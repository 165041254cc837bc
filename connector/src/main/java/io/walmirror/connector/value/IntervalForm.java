package io.walmirror.connector.value;

import java.math.BigDecimal;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** How an interval is written. */
interface IntervalForm {

  /** The bits of a modifier that name units, and those of months and years. */
  int ALL_UNITS = 0x7fff;

  int MONTHS_AND_YEARS = 0b110;

  SchemaBuilder schema();

  /** The form of a column of this schema. */
  default IntervalForm forSchema(Schema schema) {
    return this;
  }

  Object of(long months, long days, long micros);

  /** As {@link Codec#merges}. */
  default Optional<Merging> merges() {
    return Optional.empty();
  }

  static IntervalForm of(ValueModes modes, int modifier) {
    if (modes.times() == TimeMode.STRUCTURED) {
      // The lower half of the modifier is the precision, 0xffff where none is declared.
      return new AsStruct(Structured.precision(modifier < 0 ? 6 : modifier & 0xffff), null);
    }
    return switch (modes.intervals()) {
      case NUMERIC -> new Micros(mixes(modifier));
      case STRING -> new Iso();
    };
  }

  /**
   * Whether a column has smaller units than months. The modifier's upper half names its units; what
   * is larger than these is kept always.
   */
  private static boolean mixes(int modifier) {
    int units = modifier < 0 ? ALL_UNITS : modifier >> 16 & ALL_UNITS;
    return (units & ~MONTHS_AND_YEARS) != 0;
  }

  /**
   * Microseconds, a month counted as the twelfth part of 365.25 days, as Debezium does; {@code
   * mixed} where months stand beside smaller units.
   */
  record Micros(boolean mixed) implements IntervalForm {

    private static final double DAYS_PER_MONTH = 365.25 / 12.0;
    private static final double LIMIT = 0x1p63;

    @Override
    public Optional<Merging> merges() {
      return mixed ? Optional.of(Merging.months()) : Optional.empty();
    }

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.int64().name("io.debezium.time.MicroDuration").version(1);
    }

    @Override
    public Object of(long months, long days, long micros) {
      double whole = (months * DAYS_PER_MONTH + days) * PostgresClock.MICROS_PER_DAY;
      if (Math.abs(whole) >= LIMIT) {
        throw tooLarge();
      }
      try {
        return Math.addExact(Math.round(whole), micros);
      } catch (ArithmeticException e) {
        throw tooLarge();
      }
    }

    private static UnrepresentableValueException tooLarge() {
      return new UnrepresentableValueException(
          "an interval of more than 292271 years does not fit microseconds; set"
              + " interval.handling.mode=string");
    }
  }

  /** {@code P1Y2M3DT4H5M6.78S}, each part with its own sign. */
  final class Iso implements IntervalForm {

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.string().name("io.debezium.time.Interval").version(1);
    }

    @Override
    public Object of(long months, long days, long micros) {
      BigDecimal seconds =
          BigDecimal.valueOf(micros % (60 * PostgresClock.MICROS_PER_SECOND), 6)
              .stripTrailingZeros();
      long minutes = micros / (60 * PostgresClock.MICROS_PER_SECOND);
      return "P"
          + months / 12
          + "Y"
          + months % 12
          + "M"
          + days
          + "DT"
          + minutes / 60
          + "H"
          + minutes % 60
          + "M"
          + seconds.toPlainString()
          + "S";
    }
  }

  /** Years to nanoseconds apart, each part with its own sign. */
  record AsStruct(int precision, Schema own) implements IntervalForm {

    @Override
    public SchemaBuilder schema() {
      return Structured.duration();
    }

    @Override
    public IntervalForm forSchema(Schema schema) {
      return new AsStruct(precision, schema);
    }

    @Override
    public Object of(long months, long days, long micros) {
      long seconds = micros / PostgresClock.MICROS_PER_SECOND;
      if (seconds / 3600 != (int) (seconds / 3600)) {
        throw new UnrepresentableValueException(
            "an interval with more than 2147483647 hours does not fit a structured duration; set"
                + " time.precision.mode to another one than structured");
      }
      return new Struct(own)
          .put("years", (int) (months / 12))
          .put("months", (int) (months % 12))
          .put("days", (int) days)
          .put("hours", (int) (seconds / 3600))
          .put("minutes", (int) (seconds / 60 % 60))
          .put("seconds", seconds % 60)
          .put("nanos", (int) (micros % PostgresClock.MICROS_PER_SECOND) * 1000)
          .put("precision", precision);
    }
  }
}
