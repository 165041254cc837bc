package io.walmirror.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PatienceTest {

  private long now;

  @Test
  void waitsGrowWithJitterUpToALimit() {
    Patience patience = patience(Optional.empty());
    long expected = 100;
    for (int i = 0; i < 20; i++) {
      long delay = patience.refused().orElseThrow().toMillis();
      assertThat(delay).isBetween(expected / 2, expected);
      expected = Math.min(2 * expected, 5_000);
    }
  }

  @Test
  void patienceEndsAtItsLimit() {
    Patience patience = patience(Optional.of(Duration.ofSeconds(1)));
    assertThat(patience.refused()).isPresent();
    now += Duration.ofMillis(999).toNanos();
    assertThat(patience.refused()).isPresent();
    now += Duration.ofMillis(1).toNanos();
    assertThat(patience.refused()).isEmpty();
  }

  @Test
  void reliefStartsAnewAndSaysHowLongItLasted() {
    Patience patience = patience(Optional.of(Duration.ofSeconds(1)));
    assertThat(patience.relieved()).isEmpty();
    patience.refused();
    assertThat(patience.isTried()).isTrue();
    now += Duration.ofSeconds(30).toNanos();
    assertThat(patience.relieved()).contains(Duration.ofSeconds(30));
    assertThat(patience.refused().orElseThrow().toMillis()).isLessThanOrEqualTo(100);
  }

  private Patience patience(Optional<Duration> limit) {
    return new Patience(limit, () -> now, new Random(7));
  }
}
