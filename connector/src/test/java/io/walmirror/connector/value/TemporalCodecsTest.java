package io.walmirror.connector.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values are PostgreSQL's own text forms and java.time's reading of them. */
class TemporalCodecsTest {

  private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "2026-11-21 07:00:00+00, 2026-11-21T07:00:00Z, 2026-11-21T07:00:00.000000Z",
    "2026-11-21 07:00:00.12+00, 2026-11-21T07:00:00.12Z, 2026-11-21T07:00:00.120000Z",
    "1969-12-31 23:59:59.999999+00, 1969-12-31T23:59:59.999999Z, 1969-12-31T23:59:59.999999Z",
    "0044-03-15 12:00:00+00 BC, -0043-03-15T12:00:00Z, -0043-03-15T12:00:00.000000Z",
    "294276-12-31 23:59:59+00, +294276-12-31T23:59:59Z, +294276-12-31T23:59:59.000000Z"
  })
  void timestamptzIsTheSameFromBothForms(String text, Instant instant, String expected) {
    Codec codec = new ZonedTimestampCodec(-1);

    assertThat(text(codec, text)).isEqualTo(expected);
    assertThat(binary(codec, micros(instant))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-21 07:00:00.123456, 2026-11-21T07:00:00.123456Z",
    "1500-02-28 00:00:00, 1500-02-28T00:00:00Z",
    "4713-11-24 00:00:00 BC, -4712-11-24T00:00:00Z"
  })
  void timestampIsMicrosecondsFrom1970InBothForms(String text, Instant instant) {
    Codec codec = new TimestampCodec(TimeMode.ADAPTIVE, -1);
    long expected = epochMicros(instant);

    assertThat(text(codec, text)).isEqualTo(expected);
    assertThat(binary(codec, micros(instant))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "infinity, 9223372036854775807, 9223372036825200000, 9223372036854775807",
    "-infinity, -9223372036854775808, -9223372036832400000, -9223372036854775808"
  })
  void infiniteTimestampsKeepDebeziumsNumbers(String text, long binary, long millis, long micros) {
    Codec inMicros = new TimestampCodec(TimeMode.ADAPTIVE, -1);
    Codec inMillis = new TimestampCodec(TimeMode.ADAPTIVE, 3);

    assertThat(text(inMicros, text)).isEqualTo(micros).isEqualTo(binary(inMicros, binary));
    assertThat(text(inMillis, text)).isEqualTo(millis).isEqualTo(binary(inMillis, binary));
  }

  @ParameterizedTest
  @CsvSource({"2026-11-21, 2026-11-21", "0001-01-01 BC, 0000-01-01", "10000-01-01, +10000-01-01"})
  void dateIsDaysFrom1970InBothForms(String text, LocalDate date) {
    Codec codec = new DateCodec(TimeMode.ADAPTIVE);
    int fromPostgres = (int) (date.toEpochDay() - LocalDate.of(2000, 1, 1).toEpochDay());
    byte[] binary = ByteBuffer.allocate(4).putInt(fromPostgres).array();

    assertThat(text(codec, text)).isEqualTo((int) date.toEpochDay());
    assertThat(codec.binary(binary, 0, 4)).isEqualTo((int) date.toEpochDay());
  }

  @ParameterizedTest
  @CsvSource({"infinity, 2147483647, 2146033979", "-infinity, -2147483648, -2147472691"})
  void infiniteDatesKeepDebeziumsNumbers(String text, int binary, int expected) {
    Codec codec = new DateCodec(TimeMode.ADAPTIVE);

    assertThat(text(codec, text)).isEqualTo(expected);
    assertThat(codec.binary(ByteBuffer.allocate(4).putInt(binary).array(), 0, 4))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"00:00:00, 0", "23:59:59.5, 86399500000", "24:00:00, 86400000000"})
  void timeIsMicrosecondsInBothForms(String text, long micros) {
    Codec codec = new TimeCodec(TimeMode.ADAPTIVE, -1);

    assertThat(text(codec, text)).isEqualTo(micros);
    assertThat(binary(codec, micros)).isEqualTo(micros);
    assertThat(text(new TimeCodec(TimeMode.ADAPTIVE, 3), text)).isEqualTo((int) (micros / 1000));
  }

  @ParameterizedTest
  @CsvSource({
    "1 year 2 mons 3 days 04:05:06.78, 14, 3, 14706780000",
    "-1 days +02:03:00, 0, -1, 7380000000",
    "-00:00:01.5, 0, 0, -1500000",
    "25:00:00, 0, 0, 90000000000",
    "1 mon, 1, 0, 0"
  })
  void intervalIsTheSameFromBothForms(String text, int months, int days, long micros) {
    Codec codec = new IntervalCodec(IntervalForm.of(ValueModes.DEFAULT, -1));
    byte[] binary = ByteBuffer.allocate(16).putLong(micros).putInt(days).putInt(months).array();

    assertThat(text(codec, text)).isEqualTo(codec.binary(binary, 0, 16));
  }

  @ParameterizedTest
  @CsvSource({
    "07:00:00+00, 25200000000, 0, 07:00:00Z",
    "07:00:00.5+02, 25200500000, -7200, 05:00:00.5Z",
    "01:00:00-05:30, 3600000000, 19800, 06:30:00Z",
    "24:00:00+00, 86400000000, 0, 24:00:00Z"
  })
  void timetzMovesToUtcInBothForms(String text, long micros, int zoneWest, String expected) {
    Codec codec = new ZonedTimeCodec();
    byte[] binary = ByteBuffer.allocate(12).putLong(micros).putInt(zoneWest).array();

    assertThat(text(codec, text)).isEqualTo(expected);
    assertThat(codec.binary(binary, 0, 12)).isEqualTo(expected);
  }

  @Test
  void valuesThatAModeHasNoRoomForAreRefused() {
    assertThatThrownBy(() -> text(new TimeCodec(TimeMode.CONNECT, -1), "24:00:00"))
        .isInstanceOf(UnrepresentableValueException.class)
        .hasMessageContaining("time.precision.mode");
    for (String beyond : List.of("1677-01-01 00:00:00", "2263-01-01 00:00:00")) {
      assertThatThrownBy(() -> text(new TimestampCodec(TimeMode.NANOSECONDS, -1), beyond))
          .isInstanceOf(UnrepresentableValueException.class)
          .hasMessageContaining("time.precision.mode");
    }
    assertThatThrownBy(
            () -> text(new TimestampCodec(TimeMode.MICROSECONDS, 3), "294276-12-31 23:59:59"))
        .isInstanceOf(UnrepresentableValueException.class)
        .hasMessageContaining("294246");
    Codec interval = new IntervalCodec(IntervalForm.of(ValueModes.DEFAULT, -1));
    assertThatThrownBy(() -> text(interval, "-infinity"))
        .isInstanceOf(UnrepresentableValueException.class);
  }

  /** The least and the most months, days and microseconds that PostgreSQL stores. */
  @ParameterizedTest
  @CsvSource({
    "2136000000, 0, 0",
    "-2136000000, 0, 0",
    "0, 2147483647, 0",
    "0, -2147483648, 0",
    "0, 1, 9223372036854775807",
    "0, -1, -9223372036854775808",
    "3507253, 0, 0",
    "2147483647, -2147483648, 9223372036854775806"
  })
  void intervalsThatMicrosecondsHaveNoRoomForAreRefused(int months, int days, long micros) {
    Codec numeric = interval(IntervalMode.NUMERIC, TimeMode.ADAPTIVE);
    byte[] binary = ByteBuffer.allocate(16).putLong(micros).putInt(days).putInt(months).array();

    assertThatThrownBy(() -> numeric.binary(binary, 0, 16))
        .isInstanceOf(UnrepresentableValueException.class)
        .hasMessageContaining("interval.handling.mode");
    assertThat(interval(IntervalMode.STRING, TimeMode.ADAPTIVE).binary(binary, 0, 16)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "3507252, 0, 0, 9223371309600000000",
    "-3507252, 0, 0, -9223371309600000000",
    "0, 106751991, 14454775807, 9223372036854775807",
    "0, -106751991, -14454775808, -9223372036854775808",
    "0, 0, -9223372036854775808, -9223372036854775808"
  })
  void theLargestIntervalsThatHaveRoomAreExact(int months, int days, long micros, long expected) {
    Codec codec = interval(IntervalMode.NUMERIC, TimeMode.ADAPTIVE);
    byte[] binary = ByteBuffer.allocate(16).putLong(micros).putInt(days).putInt(months).array();

    assertThat((Long) codec.binary(binary, 0, 16)).isEqualTo(expected);
  }

  @Test
  void hoursThatAStructHasNoRoomForAreRefused() {
    Codec unbound = interval(IntervalMode.NUMERIC, TimeMode.STRUCTURED);
    Codec codec = unbound.forSchema(unbound.schema().build());

    assertThat(((Struct) text(codec, "2147483647:59:59.999999")).getInt32("hours"))
        .isEqualTo(Integer.MAX_VALUE);
    for (String beyond : List.of("2147483648:00:00", "-2147483649:00:00")) {
      assertThatThrownBy(() -> text(codec, beyond))
          .isInstanceOf(UnrepresentableValueException.class)
          .hasMessageContaining("time.precision.mode");
    }
  }

  private static Codec interval(IntervalMode intervals, TimeMode times) {
    ValueModes usual = ValueModes.DEFAULT;
    ValueModes modes =
        new ValueModes(times, usual.decimals(), usual.binaries(), intervals, usual.hstores(), 2);
    return new IntervalCodec(IntervalForm.of(modes, -1));
  }

  private static Object text(Codec codec, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return codec.text(bytes, 0, bytes.length);
  }

  private static Object binary(Codec codec, long value) {
    return codec.binary(ByteBuffer.allocate(8).putLong(value).array(), 0, 8);
  }

  private static long micros(Instant instant) {
    return epochMicros(instant) - epochMicros(POSTGRES_EPOCH);
  }

  private static long epochMicros(Instant instant) {
    return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1000;
  }
}
