package io.walmirror.connector.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Forms in which two values that PostgreSQL tells apart are one. */
class MergingTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "time.precision.mode   | CONNECT | 1114 | -1 | 2026-01-01 00:00:00.000001 | 2026-01-01"
            + " 00:00:00.000002",
        "time.precision.mode   | CONNECT | 1114 | 4  | 2026-01-01 00:00:00.0001 | 2026-01-01"
            + " 00:00:00.0002",
        "time.precision.mode   | CONNECT | 1083 | -1 | 00:00:00.000001 | 00:00:00.000002",
        "time.precision.mode   | ADAPTIVE | 1266 | -1 | 10:00:00+02 | 08:00:00+00",
        "interval.handling.mode | ADAPTIVE | 1186 | -1 | 1 mon | 30 days 10:30:00",
        "decimal.handling.mode | ADAPTIVE | 1700 | -1 | 9007199254740992 | 9007199254740993",
        "decimal.handling.mode | ADAPTIVE | 1700 | 1310724 | 9007199254740992 | 9007199254740993",
        "decimal.handling.mode | ADAPTIVE | 790 | -1 | $92233720368547758.06 |"
            + " $92233720368547758.07",
        "message.key.columns   | ADAPTIVE | 1562 | -1 | 01 | 001",
        "message.key.columns   | ADAPTIVE | 1562 | 12 | 01 | 001"
      })
  void valuesThatBecomeOneAreSaidToWithTheSettingThatDecides(
      String setting, TimeMode times, int type, int modifier, String one, String other) {
    Codec codec = codec(times, DecimalMode.DOUBLE, type, modifier);

    assertThat(value(codec, one)).as("they are one").isEqualTo(value(codec, other));
    assertThat(codec.merges()).map(Merging::setting).contains(setting);
    assertThat(new ArrayCodec(codec).merges()).map(Merging::setting).contains(setting);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CONNECT | PRECISE | 1114 | 3 | 2026-01-01 00:00:00.001 | 2026-01-01 00:00:00.002",
        "CONNECT | PRECISE | 1083 | 0 | 00:00:01 | 00:00:02",
        "ADAPTIVE | PRECISE | 1114 | -1 | 2026-01-01 00:00:00.000001 | 2026-01-01 00:00:00.000002",
        "ADAPTIVE | DOUBLE | 1700 | 983044 | 999999999999999 | 999999999999998",
        "ADAPTIVE | DOUBLE | 1700 | 983049 | 9999999999.99999 | 9999999999.99998",
        "ADAPTIVE | PRECISE | 1700 | 1310724 | 9007199254740992 | 9007199254740993",
        "ADAPTIVE | STRING | 1700 | -1 | 9007199254740992 | 9007199254740993",
        "ADAPTIVE | PRECISE | 790 | -1 | $1.00 | $1.01",
        "ADAPTIVE | PRECISE | 1560 | 3 | 001 | 010",
        "ADAPTIVE | PRECISE | 1186 | 458751 | 1 year 1 mon | 1 year 2 mons",
        "ADAPTIVE | PRECISE | 1184 | -1 | 2026-01-01 00:00:00.000001+00 | 2026-01-01"
            + " 00:00:00.000002+00"
      })
  void aFormThatHasAllOfADeclaredTypeMayBeInAKey(
      TimeMode times, DecimalMode decimals, int type, int modifier, String one, String other) {
    Codec codec = codec(times, decimals, type, modifier);

    assertThat(value(codec, one)).isNotEqualTo(value(codec, other));
    assertThat(codec.merges()).isEmpty();
  }

  private static Codec codec(TimeMode times, DecimalMode decimals, int type, int modifier) {
    ValueModes modes =
        new ValueModes(times, decimals, BinaryMode.BYTES, IntervalMode.NUMERIC, HstoreMode.JSON, 2);
    return new Codecs(modes, oid -> Optional.empty()).of(type, modifier).orElseThrow();
  }

  private static Object value(Codec codec, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return codec.text(bytes, 0, bytes.length);
  }
}
