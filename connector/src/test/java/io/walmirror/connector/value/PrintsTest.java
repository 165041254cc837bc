package io.walmirror.connector.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintsTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, 00:00:00",
    "14, 3, 14706780000, 1 year 2 mons 3 days 04:05:06.78",
    "-14, 3, -14706780000, -1 years -2 mons +3 days -04:05:06.78",
    "0, -1, 3600000000, -1 days +01:00:00",
    "1, 0, 0, 1 mon",
    "0, 0, -100000, -00:00:00.1",
    "0, 0, 444444000001, 123:27:24.000001",
    "2147483647, 2147483647, 9223372036854775807, infinity",
    "0, 0, -9223372036854775808, -2562047788:00:54.775808"
  })
  void anIntervalIsWhatPostgresPrints(int months, int days, long micros, String text) {
    assertThat(Prints.interval(months, days, micros)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0, +00", "7200, +02", "-19800, -05:30", "51316, +14:15:16", "-3601, -01:00:01"})
  void aZoneIsWhatPostgresPrints(int seconds, String text) {
    assertThat(Prints.zone(new StringBuilder(), seconds)).hasToString(text);
  }
}
