package io.walmirror.connector.value;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;

/** How a timestamp without zone is written, which is read as UTC. */
interface TimestampForm {

  /** What stands for the infinities in milliseconds. */
  long INFINITY_MILLIS = 9_223_372_036_825_200_000L;

  long MINUS_INFINITY_MILLIS = -9_223_372_036_832_400_000L;

  SchemaBuilder schema();

  /** The form of a column of this schema. */
  default TimestampForm forSchema(Schema schema) {
    return this;
  }

  /** A timestamp by its microseconds from 2000-01-01. */
  Object of(long micros);

  Object infinity(boolean positive);

  /** As {@link Codec#merges}. */
  default Optional<Merging> merges() {
    return Optional.empty();
  }

  static TimestampForm of(TimeMode mode, int modifier) {
    boolean millis = modifier >= 0 && modifier <= 3;
    return switch (mode) {
      case ADAPTIVE, ADAPTIVE_TIME_MICROSECONDS -> millis ? new Millis() : new Micros();
      case MICROSECONDS -> new Micros();
      case NANOSECONDS -> new Nanos();
      case CONNECT -> new Connect(millis);
      case ISOSTRING -> new Iso();
      case STRUCTURED -> new AsStruct(Structured.precision(modifier), null);
    };
  }

  /** Milliseconds from 1970. */
  final class Millis implements TimestampForm {

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.int64().name("io.debezium.time.Timestamp").version(1);
    }

    @Override
    public Object of(long micros) {
      return millis(micros);
    }

    @Override
    public Object infinity(boolean positive) {
      return positive ? INFINITY_MILLIS : MINUS_INFINITY_MILLIS;
    }

    static long millis(long micros) {
      return Math.floorDiv(micros, 1000L) + PostgresClock.EPOCH_MICROS / 1000;
    }
  }

  /** Microseconds from 1970. */
  final class Micros implements TimestampForm {

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.int64().name("io.debezium.time.MicroTimestamp").version(1);
    }

    @Override
    public Object of(long micros) {
      if (micros > Long.MAX_VALUE - PostgresClock.EPOCH_MICROS) {
        throw new UnrepresentableValueException(
            "a timestamp after the year 294246 does not fit microseconds from 1970; declare the"
                + " column timestamp(3) or timestamptz, or set time.precision.mode");
      }
      return micros + PostgresClock.EPOCH_MICROS;
    }

    @Override
    public Object infinity(boolean positive) {
      return positive ? Long.MAX_VALUE : Long.MIN_VALUE;
    }
  }

  /** Nanoseconds from 1970, which have room for the years 1678 to 2261. */
  final class Nanos implements TimestampForm {

    private static final long LIMIT = Long.MAX_VALUE / 1000;

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.int64().name("io.debezium.time.NanoTimestamp").version(1);
    }

    @Override
    public Object of(long micros) {
      if (micros > LIMIT - PostgresClock.EPOCH_MICROS
          || micros < -LIMIT - PostgresClock.EPOCH_MICROS) {
        throw new UnrepresentableValueException(
            "a timestamp before 1678 or after 2261 does not fit nanoseconds from 1970; set"
                + " time.precision.mode to another one than nanoseconds");
      }
      return (micros + PostgresClock.EPOCH_MICROS) * 1000;
    }

    @Override
    public Object infinity(boolean positive) {
      return positive ? Long.MAX_VALUE : Long.MIN_VALUE;
    }
  }

  /** Connect's own logical type, in milliseconds; {@code declared} where the column has no more. */
  record Connect(boolean declared) implements TimestampForm {

    @Override
    public Optional<Merging> merges() {
      return declared ? Optional.empty() : Optional.of(Merging.milliseconds("timestamp"));
    }

    @Override
    public SchemaBuilder schema() {
      return Timestamp.builder();
    }

    @Override
    public Object of(long micros) {
      return Date.from(Instant.ofEpochMilli(Millis.millis(micros)));
    }

    @Override
    public Object infinity(boolean positive) {
      return Date.from(Instant.ofEpochMilli(positive ? INFINITY_MILLIS : MINUS_INFINITY_MILLIS));
    }
  }

  /** ISO 8601 text in UTC. */
  final class Iso implements TimestampForm {

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.string().name("io.debezium.time.IsoTimestamp").version(1);
    }

    @Override
    public Object of(long micros) {
      LocalDateTime moment =
          LocalDateTime.ofEpochSecond(
              Math.floorDiv(micros, PostgresClock.MICROS_PER_SECOND)
                  + PostgresClock.EPOCH_MICROS / PostgresClock.MICROS_PER_SECOND,
              (int) Math.floorMod(micros, PostgresClock.MICROS_PER_SECOND) * 1000,
              ZoneOffset.UTC);
      return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(moment) + "Z";
    }

    @Override
    public Object infinity(boolean positive) {
      return positive ? "+292278994-08-16T23:00:00Z" : "-292275055-05-16T23:00:00Z";
    }
  }

  /** Year to nanoseconds apart. */
  record AsStruct(int precision, Schema own) implements TimestampForm {

    @Override
    public SchemaBuilder schema() {
      return Structured.timestamp();
    }

    @Override
    public TimestampForm forSchema(Schema schema) {
      return new AsStruct(precision, schema);
    }

    @Override
    public Object of(long micros) {
      return Structured.putMoment(new Struct(own), micros).put("precision", precision);
    }

    @Override
    public Object infinity(boolean positive) {
      return Structured.putInfinity(new Struct(own), positive).put("precision", precision);
    }
  }
}
