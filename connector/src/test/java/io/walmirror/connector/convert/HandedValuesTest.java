package io.walmirror.connector.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.connector.catalog.DeclaredType;
import io.walmirror.connector.value.MalformedValueException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PGInterval;

/** What PostgreSQL prints becomes what Debezium hands to a converter. */
class HandedValuesTest {

  @ParameterizedTest
  @CsvSource({
    "2020-02-29,2020-02-29",
    "0044-03-15 BC,-0043-03-15",
    "5874897-12-31,+5874897-12-31",
    "infinity,+5877611-06-21",
    "-infinity,-5877611-06-22"
  })
  void aDateIsALocalDate(String printed, String expected) {
    assertThat(handed(1082, printed)).isEqualTo(LocalDate.parse(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "2020-02-29 23:59:59.999999,2020-02-29T23:59:59.999999Z",
    "0044-03-15 12:00:00 BC,-0043-03-15T12:00:00Z",
    "294276-12-31 23:59:59.999,+294276-12-31T23:59:59.999Z",
    "infinity,+292278994-08-16T23:00:00Z",
    "-infinity,-292275055-05-16T23:00:00Z"
  })
  void aTimestampIsAnInstant(String printed, String expected) {
    assertThat(handed(1114, printed)).isEqualTo(Instant.parse(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "2020-02-29 21:59:59.9+00,2020-02-29T21:59:59.900Z",
    "1890-01-01 00:00:00-04:56:02,1890-01-01T04:56:02Z",
    "0044-03-15 12:00:00+05:30 BC,-0043-03-15T06:30:00Z",
    "infinity,+292278994-08-16T23:00:00Z"
  })
  void aTimestampWithZoneIsAMomentInUtc(String printed, String expected) {
    assertThat(handed(1184, printed)).isEqualTo(OffsetDateTime.parse(expected));
  }

  @Test
  void numbersAreNumbers() {
    assertThat(handed(21, "-7")).isEqualTo(-7);
    assertThat(handed(26, "4294967295")).isEqualTo(4_294_967_295L);
    assertThat(handed(1700, "-1.50")).isEqualTo(new BigDecimal("-1.50"));
    assertThat(handed(1700, "NaN")).isEqualTo(Double.NaN);
    assertThat(handed(1700, "-Infinity")).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(handed(790, "-$1,234.50")).isEqualTo(new BigDecimal("-1234.50"));
    assertThat(handed(16, "t")).isEqualTo(true);
    assertThat(handed(16, "f")).isEqualTo(false);
  }

  @Test
  void bytesAreBytesAndWhatNobodyKnowsIsItsText() {
    assertThat((byte[]) handed(17, "\\x00ff")).containsExactly(0, 0xff);
    assertThat(handed(1186, "1 mon 2 days")).isInstanceOf(PGInterval.class);
    assertThat(handed(1083, "24:00:00")).isEqualTo("24:00:00");
    assertThat(handed(987_654, "anything")).isEqualTo("anything");
  }

  @Test
  void whatTheDriverCannotParseIsRefusedWithoutBeingSaid() {
    assertThatThrownBy(() -> handed(600, "no point"))
        .isInstanceOf(MalformedValueException.class)
        .hasMessageContaining("8 bytes")
        .hasMessageNotContaining("no point");
  }

  private static Object handed(int oid, String printed) {
    return HandedValues.of(new DeclaredType(0, oid, "", "", 0, 0)).apply(printed);
  }
}
