package io.walmirror.connector.value;

import java.time.LocalDate;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** The schemas of {@code time.precision.mode=structured}, and how their fields are filled. */
final class Structured {

  private static final Schema INT8 = Schema.OPTIONAL_INT8_SCHEMA;
  private static final Schema INT32 = Schema.OPTIONAL_INT32_SCHEMA;
  private static final Schema TEXT = Schema.OPTIONAL_STRING_SCHEMA;

  private Structured() {}

  static SchemaBuilder date() {
    return day(named("StructuredDate")).field("specialValue", TEXT);
  }

  static SchemaBuilder time() {
    return clock(named("StructuredTime")).field("precision", INT32);
  }

  static SchemaBuilder zonedTime() {
    return clock(named("StructuredZonedTime"))
        .field("offsetSeconds", INT32)
        .field("precision", INT32);
  }

  static SchemaBuilder timestamp() {
    return clock(day(named("StructuredTimestamp")))
        .field("specialValue", TEXT)
        .field("precision", INT32);
  }

  static SchemaBuilder zonedTimestamp() {
    return clock(day(named("StructuredZonedTimestamp")))
        .field("offsetSeconds", INT32)
        .field("zoneId", TEXT)
        .field("specialValue", TEXT)
        .field("precision", INT32);
  }

  static SchemaBuilder duration() {
    return named("StructuredDuration")
        .field("years", INT32)
        .field("months", INT32)
        .field("days", INT32)
        .field("hours", INT32)
        .field("minutes", INT32)
        .field("seconds", Schema.OPTIONAL_INT64_SCHEMA)
        .field("nanos", INT32)
        .field("precision", INT32);
  }

  private static SchemaBuilder named(String name) {
    return SchemaBuilder.struct().name("io.debezium.time." + name).version(1);
  }

  private static SchemaBuilder day(SchemaBuilder schema) {
    return schema.field("year", INT32).field("month", INT8).field("day", INT8);
  }

  private static SchemaBuilder clock(SchemaBuilder schema) {
    return schema
        .field("hour", INT8)
        .field("minute", INT8)
        .field("second", INT8)
        .field("nanos", INT32);
  }

  static Struct putDay(Struct struct, long epochDay) {
    LocalDate date = LocalDate.ofEpochDay(epochDay);
    return struct
        .put("year", date.getYear())
        .put("month", (byte) date.getMonthValue())
        .put("day", (byte) date.getDayOfMonth());
  }

  static Struct putTime(Struct struct, long micros) {
    long seconds = micros / PostgresClock.MICROS_PER_SECOND;
    return struct
        .put("hour", (byte) (seconds / 3600))
        .put("minute", (byte) (seconds / 60 % 60))
        .put("second", (byte) (seconds % 60))
        .put("nanos", (int) (micros % PostgresClock.MICROS_PER_SECOND) * 1000);
  }

  /** A struct of a moment, by microseconds from 2000-01-01. */
  static Struct putMoment(Struct struct, long micros) {
    putDay(struct, Math.floorDiv(micros, PostgresClock.MICROS_PER_DAY) + PostgresClock.EPOCH_DAYS);
    return putTime(struct, Math.floorMod(micros, PostgresClock.MICROS_PER_DAY));
  }

  static Struct putInfinity(Struct struct, boolean positive) {
    return struct.put("specialValue", positive ? "POSITIVE_INFINITY" : "NEGATIVE_INFINITY");
  }

  /** The digits behind a second that a type modifier declares. */
  static int precision(int modifier) {
    return modifier >= 0 && modifier <= 6 ? modifier : 6;
  }
}
