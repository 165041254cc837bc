package io.walmirror.connector.brake;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.brake.Gauge.MeasureException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BrakeTest {

  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong nanos = new AtomicLong(7);
  private final AtomicLong lag = new AtomicLong();
  private final AtomicLong sessions = new AtomicLong();
  private boolean broken;
  private final Brake brake =
      Brake.unattended(
          List.of(
              new Gauge("max.lag", "bytes behind", 100, this::measuredLag),
              new Gauge("max.sessions", "sessions", 3, sessions::get)),
          nanos::get);

  private long measuredLag() throws MeasureException {
    if (broken) {
      throw new MeasureException("nobody answers", null);
    }
    return lag.get();
  }

  @Test
  void rowsWaitWhileAGaugeIsAboveItsLimitAndGoOnAtIt() {
    lag.set(101);
    assertThat(brake.holds()).as("nothing is known yet").isTrue();
    brake.look();
    assertThat(brake.holds()).isTrue();
    assertThat(brake.reason()).contains("101 bytes behind, max.lag=100");
    pass(3);
    lag.set(100);
    brake.look();
    assertThat(brake.holds()).isFalse();
    assertThat(brake.reason()).isEmpty();
    assertThat(brake.waited()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void whatCannotBeMeasuredHoldsNobodyUp() {
    lag.set(101);
    assertThat(brake.holds()).isTrue();
    broken = true;
    brake.look();
    assertThat(brake.holds()).isFalse();
    sessions.set(4);
    brake.look();
    assertThat(brake.holds()).as("the other gauge still counts").isTrue();
  }

  @Test
  void nobodyMeasuresWhileNobodyAsksAndWhatWasSeenThenIsForgotten() {
    lag.set(101);
    brake.look();
    assertThat(brake.reason()).as("nobody asked").isEmpty();
    assertThat(brake.holds()).isTrue();
    brake.look();
    assertThat(brake.reason()).isPresent();
    pass(5);
    brake.look();
    assertThat(brake.reason()).as("nobody asks any more").isEmpty();
    lag.set(0);
    assertThat(brake.holds()).as("until it is measured again").isTrue();
    brake.look();
    assertThat(brake.holds()).isFalse();
  }

  @Test
  void withoutGaugesNothingEverWaits() {
    Brake none = Brake.unattended(List.of(), nanos::get);
    assertThat(none.holds()).isFalse();
  }

  private void pass(long seconds) {
    nanos.addAndGet(seconds * SECOND);
  }
}
