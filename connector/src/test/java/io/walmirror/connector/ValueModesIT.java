package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

/** Values in Debezium's modes, from the binary and from the text form. */
class ValueModesIT extends TypeScenarios {

  private static final String VALUES =
      " VALUES (1, '0044-03-15 BC', '24:00', '23:59:59.5', '0044-03-15 12:00:00.25 BC',"
          + " '2020-02-29 23:59:59.9+02', '01:02:03.5+05:30', '-1 year -2 mons +3 days"
          + " -04:05:06.78', '12.34', '\"k \"=>\"v, \\\"\", b=>NULL', '\\xff00', '1.50'),"
          + " (2, 'infinity', '0:0', '0:0', '-infinity', 'infinity', '24:00:00+00', '0',"
          + " '-92233720368547758.08', '', '', 'NaN')";

  @Test
  @Covers({18, 19, 20, 21, 22, 23, 24, 25})
  void textsOfEveryKind() {
    create();
    settings.put("time.precision.mode", "isostring");
    settings.put("interval.handling.mode", "string");
    settings.put("decimal.handling.mode", "string");
    settings.put("hstore.handling.mode", "map");
    settings.put("binary.handling.mode", "base64");
    startBoth();
    database.execute("INSERT INTO modes" + VALUES);

    List<Event> events = await(2);
    assertThat(values(events.get(0)))
        .containsExactly(
            "-0043-03-15Z",
            "24:00:00Z",
            "23:59:59.5Z",
            "-0043-03-15T12:00:00.25Z",
            "2020-02-29T21:59:59.900000Z",
            "19:32:03.5Z",
            "P-1Y-2M3DT-4H-5M-6.78S",
            "12.34",
            map("k ", "v, \"", "b", null),
            "/wA=",
            "1.50");
    assertThat(values(events.get(1)))
        .containsExactly(
            "+5877611-06-21Z",
            "00:00:00Z",
            "00:00:00Z",
            "-292275055-05-16T23:00:00Z",
            "infinity",
            "24:00:00Z",
            "P0Y0M0DT0H0M0S",
            "-92233720368547758.08",
            Map.of(),
            "",
            "NaN");
  }

  @Test
  @Covers({18, 19, 20, 21, 22, 23, 24, 25})
  void numbersAndStructs() {
    create();
    settings.put("time.precision.mode", "structured");
    settings.put("decimal.handling.mode", "double");
    settings.put("binary.handling.mode", "hex");
    startBoth();
    database.execute("INSERT INTO modes" + VALUES);

    List<Event> events = await(2);
    assertThat(values(events.get(0)).stream().map(ValueModesIT::shown))
        .containsExactly(
            "{-43,3,15,null}",
            "{24,0,0,0,6}",
            "{23,59,59,500000000,3}",
            "{-43,3,15,12,0,0,250000000,null,6}",
            "{2020,2,29,21,59,59,900000000,0,Z,null,6}",
            "{1,2,3,500000000,19800,6}",
            "{-1,-2,3,-4,-5,-6,-780000000,6}",
            "12.34",
            "{\"b\":null,\"k \":\"v, \\\"\"}",
            "ff00",
            "1.5");
    assertThat(values(events.get(1)).stream().map(ValueModesIT::shown))
        .startsWith(
            "{null,null,null,POSITIVE_INFINITY}",
            "{0,0,0,0,6}",
            "{0,0,0,0,3}",
            "{null,null,null,null,null,null,null,NEGATIVE_INFINITY,6}",
            "{null,null,null,null,null,null,null,null,null,POSITIVE_INFINITY,6}",
            "{24,0,0,0,0,6}")
        .endsWith("NaN");
  }

  @Test
  void exactNumbers() {
    create();
    settings.put("time.precision.mode", "microseconds");
    settings.put("money.fraction.digits", "1");
    startBoth();
    database.execute("INSERT INTO modes" + VALUES.replace("NaN", "100"));

    List<Event> events = await(2);
    assertThat(values(events.get(0)))
        .startsWith(-735_160, 86_400_000_000L, 86_399_500_000L, -63_517_780_799_750_000L)
        .contains(new BigDecimal("12.3"), ByteBuffer.wrap(new byte[] {-1, 0}));
    assertThat(events.get(1).after().getStruct("k").get("scale")).isEqualTo(0);
  }

  private void create() {
    database.execute(
        "CREATE EXTENSION hstore",
        "CREATE TABLE modes (id int PRIMARY KEY, a date, b time, c time(3), d timestamp,"
            + " e timestamptz, f timetz, g interval, h money, i hstore, j bytea, k numeric)");
  }

  private static List<Object> values(Event event) {
    Struct row = event.after();
    return row.schema().fields().stream().skip(1).map(row::get).toList();
  }

  /** A struct by the values of its fields. */
  private static String shown(Object value) {
    if (!(value instanceof Struct struct)) {
      return String.valueOf(value);
    }
    List<String> fields =
        struct.schema().fields().stream().map(field -> String.valueOf(struct.get(field))).toList();
    return "{" + String.join(",", fields) + "}";
  }

  private static Map<String, String> map(String... keysAndValues) {
    Map<String, String> map = new java.util.HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }
}
