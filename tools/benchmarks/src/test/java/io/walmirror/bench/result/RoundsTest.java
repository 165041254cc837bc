package io.walmirror.bench.result;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoundsTest {

  private final Rounds rounds = new Rounds();

  @Test
  void oneBadRoundDoesNotMoveTheMedian() {
    rows("we", 100, 1, 110);
    assertThat(rounds.median("we", Measure.ROWS_PER_SECOND)).hasValue(100);
  }

  @Test
  void ofTwoRoundsTheMedianIsBetween() {
    rows("we", 100, 50);
    assertThat(rounds.median("we", Measure.ROWS_PER_SECOND)).hasValue(75);
  }

  @Test
  void whatNobodyMeasuredHasNoMedian() {
    rows("we", 100);
    assertThat(rounds.median("we", Measure.REDIS_CPU)).isEmpty();
    assertThat(rounds.median("they", Measure.ROWS_PER_SECOND)).isEmpty();
  }

  @Test
  void aRatioComparesWhatRanInTheSameRound() {
    rows("we", 10, 200, 60);
    rows("they", 5, 40, 20);
    // The medians would say 60 / 20.
    assertThat(rounds.ratio("we", "they", Measure.ROWS_PER_SECOND)).hasValue(3);
    rows("we", 1000);
    rows("they", 10);
    rows("we", 1000);
    rows("they", 10);
    assertThat(rounds.ratio("we", "they", Measure.ROWS_PER_SECOND)).hasValue(5);
  }

  private void rows(String contender, double... each) {
    for (double value : each) {
      rounds.add(contender, Numbers.none().with(Measure.ROWS_PER_SECOND, value));
    }
  }
}
