package io.walmirror.bench.source;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.bench.result.WrongResultException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceBenchTest {

  private static final Counts MADE = new Counts(60, 30, 10, 10);

  @ParameterizedTest
  @CsvSource({"59,30,10,10", "61,30,10,10", "60,31,9,10", "60,30,10,9"})
  void aChangeTooFewOrTooManyFailsTheBench(long inserts, long updates, long deletes, long tombs) {
    Counts delivered = new Counts(inserts, updates, deletes, tombs);
    assertThatThrownBy(() -> SourceBench.check(SourceContender.WALMIRROR, delivered, MADE))
        .isInstanceOf(WrongResultException.class)
        .hasMessageContaining("walmirror delivered " + delivered);
  }

  @Test
  void exactlyTheChangesThatWereMadePass() {
    assertThatCode(() -> SourceBench.check(SourceContender.DEBEZIUM, MADE, MADE))
        .doesNotThrowAnyException();
  }

  @Test
  void theFloorKnowsNoTombstones() {
    assertThatCode(() -> SourceBench.check(SourceContender.FLOOR, new Counts(60, 30, 10, 0), MADE))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () -> SourceBench.check(SourceContender.FLOOR, new Counts(60, 30, 9, 0), MADE))
        .isInstanceOf(WrongResultException.class);
  }
}
