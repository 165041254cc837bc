package io.walmirror.connector.value;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Date;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** How a date is written. */
interface DateForm {

  SchemaBuilder schema();

  /** The form of a column of this schema. */
  default DateForm forSchema(Schema schema) {
    return this;
  }

  /** A date by its days from 1970-01-01. */
  Object of(int epochDay);

  Object infinity(boolean positive);

  static DateForm of(TimeMode mode) {
    return switch (mode) {
      case ADAPTIVE, ADAPTIVE_TIME_MICROSECONDS, MICROSECONDS, NANOSECONDS -> new Days();
      case CONNECT -> new Connect();
      case ISOSTRING -> new Iso();
      case STRUCTURED -> new AsStruct(null);
    };
  }

  /** Days from 1970-01-01; an infinity is a day that no date of PostgreSQL's can be. */
  final class Days implements DateForm {

    static final int INFINITY = 2_146_033_979;
    static final int MINUS_INFINITY = -2_147_472_691;

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.int32().name("io.debezium.time.Date").version(1);
    }

    @Override
    public Object of(int epochDay) {
      return epochDay;
    }

    @Override
    public Object infinity(boolean positive) {
      return positive ? INFINITY : MINUS_INFINITY;
    }
  }

  /** Connect's own logical type. */
  final class Connect implements DateForm {

    private static final long MILLIS_PER_DAY = 86_400_000L;

    @Override
    public SchemaBuilder schema() {
      return org.apache.kafka.connect.data.Date.builder();
    }

    @Override
    public Object of(int epochDay) {
      return Date.from(Instant.ofEpochMilli(epochDay * MILLIS_PER_DAY));
    }

    @Override
    public Object infinity(boolean positive) {
      return of(positive ? Days.INFINITY : Days.MINUS_INFINITY);
    }
  }

  /** ISO 8601 text in UTC. */
  final class Iso implements DateForm {

    @Override
    public SchemaBuilder schema() {
      return SchemaBuilder.string().name("io.debezium.time.IsoDate").version(1);
    }

    @Override
    public Object of(int epochDay) {
      return LocalDate.ofEpochDay(epochDay) + "Z";
    }

    @Override
    public Object infinity(boolean positive) {
      return of(positive ? Days.INFINITY : Days.MINUS_INFINITY);
    }
  }

  /** Year, month and day apart. */
  record AsStruct(Schema own) implements DateForm {

    @Override
    public SchemaBuilder schema() {
      return Structured.date();
    }

    @Override
    public DateForm forSchema(Schema schema) {
      return new AsStruct(schema);
    }

    @Override
    public Object of(int epochDay) {
      return Structured.putDay(new Struct(own), epochDay);
    }

    @Override
    public Object infinity(boolean positive) {
      return Structured.putInfinity(new Struct(own), positive);
    }
  }
}
