package io.walmirror.it.differential;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Settings that both connectors are given. */
record Modes(String name, Map<String, String> settings) {

  private static final String EXCLUDED = "table.exclude.list";

  /**
   * Each value of each mode at least once, over the same log. Tables are left out where a mode has
   * no room for their values, so that Walmirror stops. But in the first, all defaults are in the
   * schemas, as they are in Debezium's.
   */
  static List<Modes> all() {
    return List.of(
        of("default"),
        of(
            "adaptive-micros",
            "time.precision.mode",
            "adaptive_time_microseconds",
            "decimal.handling.mode",
            "string",
            "binary.handling.mode",
            "base64",
            "hstore.handling.mode",
            "map",
            "interval.handling.mode",
            "string"),
        of(
            "connect",
            "time.precision.mode",
            "connect",
            "decimal.handling.mode",
            "double",
            "binary.handling.mode",
            "base64-url-safe",
            EXCLUDED,
            "public\\.(time_24|time_3_24)"),
        of(
            "isostring",
            "time.precision.mode",
            "isostring",
            "binary.handling.mode",
            "hex",
            "money.fraction.digits",
            "1"),
        of(
            "microseconds",
            "time.precision.mode",
            "microseconds",
            "tombstones.on.delete",
            "false",
            "include.unknown.datatypes",
            "true",
            "column.propagate.source.type",
            ".*\\.[vn],.*\\.id",
            "datatype.propagate.source.type",
            ".*\\.(_INT4|_numeric|_varchar|_timestamp)",
            EXCLUDED,
            "public\\.timestamp_far"),
        of(
            "nanoseconds",
            "time.precision.mode",
            "nanoseconds",
            "schema.name.adjustment.mode",
            "avro",
            "field.name.adjustment.mode",
            "avro",
            EXCLUDED,
            "public\\.(timestamp_bc|timestamp_far)"),
        of(
            "structured",
            "time.precision.mode",
            "structured",
            "schema.name.adjustment.mode",
            "avro_unicode",
            "field.name.adjustment.mode",
            "avro_unicode"),
        of(
            "converter",
            "converters",
            "recorder",
            "recorder.type",
            "com.example.third.Recorder",
            "recorder.except",
            "id"));
  }

  private static Modes of(String name, String... settings) {
    Map<String, String> map = new LinkedHashMap<>();
    if (!name.equals("default")) {
      map.put("column.defaults", "all");
    }
    for (int i = 0; i < settings.length; i += 2) {
      map.put(settings[i], settings[i + 1]);
    }
    return new Modes(name, map);
  }
}
