package io.walmirror.stack.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LatenciesTest {

  private final Latencies latencies = new Latencies(Duration.ofNanos(1000));

  @Test
  void nothingMeasuredIsZero() {
    assertThat(latencies.summary(5))
        .isEqualTo(new Latencies.Summary(0, Duration.ZERO, Duration.ZERO));
  }

  @Test
  void oneMeasurementIsBothPercentiles() {
    latencies.add(1, Duration.ofMillis(7));

    assertThat(latencies.summary(1))
        .isEqualTo(new Latencies.Summary(1, Duration.ofMillis(7), Duration.ofMillis(7)));
  }

  @Test
  void percentilesAreMeasuredValuesInWhateverOrderTheyCame() {
    for (int i = 200; i >= 1; i--) {
      latencies.add(1, Duration.ofMillis(i));
    }

    assertThat(latencies.summary(1))
        .isEqualTo(new Latencies.Summary(200, Duration.ofMillis(100), Duration.ofMillis(198)));
  }

  @Test
  void whatIsOlderThanTheWindowIsForgotten() {
    latencies.add(0, Duration.ofMillis(900));
    latencies.add(600, Duration.ofMillis(5));

    assertThat(latencies.summary(1000).p99()).isEqualTo(Duration.ofMillis(900));
    assertThat(latencies.summary(1001).p99()).isEqualTo(Duration.ofMillis(5));
  }
}
