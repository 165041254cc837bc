package io.walmirror.sink.text;

import java.time.LocalDate;
import org.apache.kafka.connect.data.Struct;

/** Debezium's structured dates and times, as PostgreSQL prints them. */
enum StructuredText implements ValueText {
  DATE {
    @Override
    void append(StringBuilder text, Struct struct) {
      CalendarText.date(text, date(struct));
      CalendarText.era(text, date(struct));
    }
  },
  TIME {
    @Override
    void append(StringBuilder text, Struct struct) {
      time(text, struct);
    }
  },
  ZONED_TIME {
    @Override
    void append(StringBuilder text, Struct struct) {
      time(text, struct);
      CalendarText.offset(text, number(struct, "offsetSeconds"));
    }
  },
  TIMESTAMP {
    @Override
    void append(StringBuilder text, Struct struct) {
      CalendarText.date(text, date(struct));
      time(text.append(' '), struct);
      CalendarText.era(text, date(struct));
    }
  },
  ZONED_TIMESTAMP {
    @Override
    void append(StringBuilder text, Struct struct) {
      CalendarText.date(text, date(struct));
      time(text.append(' '), struct);
      CalendarText.offset(text, number(struct, "offsetSeconds"));
      CalendarText.era(text, date(struct));
    }
  },
  DURATION {
    @Override
    void append(StringBuilder text, Struct struct) {
      long seconds =
          number(struct, "hours") * 3600L
              + number(struct, "minutes") * 60L
              + struct.getInt64("seconds");
      text.append(
          IntervalText.of(
              number(struct, "years"),
              number(struct, "months"),
              number(struct, "days"),
              seconds * 1_000_000 + number(struct, "nanos") / 1000));
    }
  };

  @Override
  public String text(Object value) {
    Struct struct = (Struct) value;
    if (struct.schema().field("specialValue") != null && struct.get("specialValue") != null) {
      return struct.getString("specialValue").startsWith("NEGATIVE")
          ? CalendarText.MINUS_INFINITY
          : CalendarText.INFINITY;
    }
    StringBuilder text = new StringBuilder(32);
    append(text, struct);
    return text.toString();
  }

  abstract void append(StringBuilder text, Struct struct);

  private static LocalDate date(Struct struct) {
    return LocalDate.of(number(struct, "year"), number(struct, "month"), number(struct, "day"));
  }

  private static void time(StringBuilder text, Struct struct) {
    CalendarText.time(
        text,
        number(struct, "hour") * 3600L + number(struct, "minute") * 60L + number(struct, "second"),
        number(struct, "nanos"));
  }

  private static int number(Struct struct, String field) {
    return ((Number) struct.get(field)).intValue();
  }
}
