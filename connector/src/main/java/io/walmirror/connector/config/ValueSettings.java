package io.walmirror.connector.config;

import io.walmirror.connector.value.BinaryMode;
import io.walmirror.connector.value.DecimalMode;
import io.walmirror.connector.value.HstoreMode;
import io.walmirror.connector.value.IntervalMode;
import io.walmirror.connector.value.TimeMode;
import io.walmirror.connector.value.ValueModes;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/** In which forms values of certain types are written. */
public final class ValueSettings {

  public static final String TIMES = "time.precision.mode";
  public static final String INTERVALS = "interval.handling.mode";
  public static final String HSTORES = "hstore.handling.mode";
  public static final String MONEY_DIGITS = "money.fraction.digits";
  public static final String UNAVAILABLE_MODE = "unavailable.value.mode";

  private static final String GROUP = "Values";

  private ValueSettings() {}

  static void define(ConfigDef config) {
    int order = 0;
    config
        .define(
            TIMES,
            ConfigDef.Type.STRING,
            "adaptive",
            Rules.oneOf(
                "adaptive",
                "adaptive_time_microseconds",
                "connect",
                "isostring",
                "microseconds",
                "nanoseconds",
                "structured"),
            Importance.MEDIUM,
            "How dates and times are written: adaptive in the unit that the column's precision asks"
                + " for, adaptive_time_microseconds the same but times always in microseconds,"
                + " microseconds, nanoseconds, connect as Connect's own types in milliseconds,"
                + " isostring as ISO 8601 text, structured as structs of their parts.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "Dates and times")
        .define(
            INTERVALS,
            ConfigDef.Type.STRING,
            "numeric",
            Rules.oneOf("numeric", "string"),
            Importance.LOW,
            "How intervals are written: numeric as microseconds, a month counted as 30.4375 days, or"
                + " string as ISO 8601 text, which loses nothing. With time.precision.mode=structured"
                + " they are structs.",
            GROUP,
            ++order,
            Width.SHORT,
            "Intervals")
        .define(
            HSTORES,
            ConfigDef.Type.STRING,
            "json",
            Rules.oneOf("json", "map"),
            Importance.LOW,
            "How hstore values are written: json as text, or map.",
            GROUP,
            ++order,
            Width.SHORT,
            "Hstore")
        .define(
            MONEY_DIGITS,
            ConfigDef.Type.INT,
            2,
            ConfigDef.Range.between(0, 18),
            Importance.LOW,
            "How many decimal digits money has where decimal.handling.mode is precise.",
            GROUP,
            ++order,
            Width.SHORT,
            "Money digits")
        .define(
            UNAVAILABLE_MODE,
            ConfigDef.Type.STRING,
            "placeholder",
            Rules.oneOf("placeholder", "omit"),
            Importance.MEDIUM,
            "What stands in an event for a large value that did not change and that PostgreSQL"
                + " therefore did not send: placeholder puts unavailable.value.placeholder there,"
                + " omit puts nothing there (null, or the type's zero where the column is NOT NULL)."
                + " In both the header walmirror.unchanged names such columns.",
            GROUP,
            ++order,
            Width.SHORT,
            "Unchanged values");
  }

  static ValueModes modes(SourceConfig config) {
    return new ValueModes(
        TimeMode.valueOf(config.upper(TIMES)),
        DecimalMode.valueOf(config.upper(EventSettings.DECIMALS)),
        BinaryMode.valueOf(config.upper(EventSettings.BINARIES).replace('-', '_')),
        IntervalMode.valueOf(config.upper(INTERVALS)),
        HstoreMode.valueOf(config.upper(HSTORES)),
        config.getInt(MONEY_DIGITS));
  }
}
