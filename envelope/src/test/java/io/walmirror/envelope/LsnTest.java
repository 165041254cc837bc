package io.walmirror.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LsnTest {

  @Test
  void printsAsPostgresqlDoes() {
    assertThat(new Lsn(0x16_b374_d848L)).hasToString("16/B374D848");
    assertThat(new Lsn(0x10_0000_000aL)).hasToString("10/A");
    assertThat(Lsn.ZERO).hasToString("0/0");
    assertThat(new Lsn(-1)).hasToString("FFFFFFFF/FFFFFFFF");
  }

  @Test
  void readsWhatItPrinted() {
    Random random = Seeded.random("LsnTest.readsWhatItPrinted");
    for (int i = 0; i < 10_000; i++) {
      Lsn lsn = new Lsn(random.nextLong() >>> random.nextInt(64));
      assertThat(Lsn.parse(lsn.toString())).isEqualTo(lsn);
      assertThat(Lsn.parse(lsn.toString().toLowerCase(Locale.ROOT))).isEqualTo(lsn);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "/", "0", "16/", "/B374D848", "16/B374D848/", "1/2/3", "123456789/0", "0/123456789",
        "+1/0", "0/+1", "-1/0", "0/-1", " 1/0", "1/0 ", "g/0", "0x1/0", "1/２"
      })
  void refusesWhatIsNoLsn(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Lsn.parse(text))
        .withMessageContaining("not an LSN of the form 16/B374D848: " + text);
  }

  @Test
  void ordersTheUpperHalfOfTheRangeAfterTheLower() {
    Lsn low = new Lsn(Long.MAX_VALUE);
    Lsn high = new Lsn(Long.MIN_VALUE);
    assertThat(high.isAfter(low)).isTrue();
    assertThat(low.isBefore(high)).isTrue();
    assertThat(high.isAfter(high)).isFalse();
    assertThat(high.isBefore(high)).isFalse();
    assertThat(low.max(high)).isEqualTo(high);
    assertThat(high.max(low)).isEqualTo(high);
  }
}
