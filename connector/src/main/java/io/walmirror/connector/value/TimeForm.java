package io.walmirror.connector.value;

import java.time.Instant;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;

/** How a time of day is written. */
interface TimeForm {

  SchemaBuilder schema();

  /** The form of a column of this schema. */
  default TimeForm forSchema(Schema schema) {
    return this;
  }

  /** A time by its microseconds from midnight; the last is 24:00. */
  Object of(long micros);

  /** As {@link Codec#merges}. */
  default Optional<Merging> merges() {
    return Optional.empty();
  }

  static TimeForm of(TimeMode mode, int modifier) {
    boolean millis = modifier >= 0 && modifier <= 3;
    return switch (mode) {
      case ADAPTIVE -> millis ? new Millis() : new Micros();
      case ADAPTIVE_TIME_MICROSECONDS, MICROSECONDS -> new Micros();
      case NANOSECONDS -> new Nanos();
      case CONNECT -> new Connect(millis);
      case ISOSTRING -> new Iso();
      case STRUCTURED -> new AsStruct(Structured.precision(modifier), null);
    };
  }

  /** Milliseconds. */
  final class Millis implements TimeForm {

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.int32().name("io.debezium.time.Time").version(1);
    }

    @Override
    public Object of(long micros) {
      return (int) (micros / 1000);
    }
  }

  /** Microseconds. */
  final class Micros implements TimeForm {

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.int64().name("io.debezium.time.MicroTime").version(1);
    }

    @Override
    public Object of(long micros) {
      return micros;
    }
  }

  /** Nanoseconds. */
  final class Nanos implements TimeForm {

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.int64().name("io.debezium.time.NanoTime").version(1);
    }

    @Override
    public Object of(long micros) {
      return micros * 1000;
    }
  }

  /**
   * Connect's own logical type, which ends before 24:00 and knows milliseconds; {@code declared}
   * where the column has no more.
   */
  record Connect(boolean declared) implements TimeForm {

    @Override
    public Optional<Merging> merges() {
      return declared ? Optional.empty() : Optional.of(Merging.milliseconds("time"));
    }

    @Override
    public SchemaBuilder schema() {
      return Time.builder();
    }

    @Override
    public Object of(long micros) {
      if (micros == PostgresClock.MICROS_PER_DAY) {
        throw new UnrepresentableValueException(
            "24:00 is no time of Connect's; set time.precision.mode to another one than connect");
      }
      return Date.from(Instant.ofEpochMilli(micros / 1000));
    }
  }

  /** ISO 8601 text in UTC. */
  final class Iso implements TimeForm {

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.string().name("io.debezium.time.IsoTime").version(1);
    }

    @Override
    public Object of(long micros) {
      return micros == PostgresClock.MICROS_PER_DAY
          ? "24:00:00Z"
          : DateTimeFormatter.ISO_LOCAL_TIME.format(LocalTime.ofNanoOfDay(micros * 1000)) + "Z";
    }
  }

  /** Hour, minute, second and nanoseconds apart. */
  record AsStruct(int precision, Schema own) implements TimeForm {

    @Override
    public SchemaBuilder schema() {
      return Structured.time();
    }

    @Override
    public TimeForm forSchema(Schema schema) {
      return new AsStruct(precision, schema);
    }

    @Override
    public Object of(long micros) {
      return Structured.putTime(new Struct(own), micros).put("precision", precision);
    }
  }
}
