package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ThrottleTest {

  @Test
  void soManyRowsASecondAndNoMore() {
    Throttle throttle = new Throttle(1000);
    assertThat(throttle.after(500, 7)).isEqualTo(Duration.ofMillis(500));
    assertThat(throttle.after(500, 7)).isEqualTo(Duration.ofSeconds(1));
    assertThat(throttle.after(0, 7 + 600_000_000)).isEqualTo(Duration.ofMillis(400));
    assertThat(throttle.after(0, 7 + 2_000_000_000)).isZero();
  }

  @Test
  void timeWithoutRowsIsNotMadeUpFor() {
    Throttle throttle = new Throttle(1000);
    throttle.after(1, 0);
    assertThat(throttle.after(1000, 60_000_000_000L)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void zeroIsNoLimit() {
    assertThat(new Throttle(0).after(1_000_000, 0)).isZero();
  }
}
