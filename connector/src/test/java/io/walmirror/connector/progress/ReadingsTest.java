package io.walmirror.connector.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.envelope.TableName;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReadingsTest {

  private static final long SECOND = 1_000_000_000L;
  private static final TableName ORDERS = new TableName("public", "orders");
  private static final TableName ITEMS = new TableName("public", "items");

  private final AtomicLong nanos = new AtomicLong(7);
  private final Readings readings = new Readings(nanos::get);

  @Test
  void aMilestoneIsATenthOfTheTableAndThirtySecondsAfterTheOneBefore() {
    readings.plan(ORDERS, 1000);
    readings.begin(ORDERS, 0);
    assertThat(readings.add(ORDERS, 500)).as("at once").isEmpty();
    pass(30);
    assertThat(readings.add(ORDERS, 1)).as("half of it after half a minute").isPresent();
    pass(40);
    assertThat(readings.add(ORDERS, 99)).as("not a tenth more").isEmpty();
    assertThat(readings.add(ORDERS, 1)).as("a tenth more").isPresent();
    pass(29);
    assertThat(readings.add(ORDERS, 400)).as("too soon").isEmpty();
  }

  @Test
  void whereNobodyKnowsHowManyThereAreTwiceAsManyAreTheNextMilestone() {
    readings.begin(ORDERS, 0);
    pass(30);
    assertThat(readings.add(ORDERS, 100)).isPresent();
    pass(30);
    assertThat(readings.add(ORDERS, 99)).isEmpty();
    assertThat(readings.add(ORDERS, 1)).isPresent();
    Pace pace = readings.pace(ORDERS).orElseThrow();
    assertThat(pace.expected()).isEqualTo(Pace.UNKNOWN);
    assertThat(pace.secondsToGo()).isEqualTo(Pace.UNKNOWN);
    assertThat(pace).hasToString("200 rows, of how many is not known, 3 rows/s");
  }

  @Test
  void theRateIsThatOfLateAndFallsWhileNothingComes() {
    readings.plan(ORDERS, 10_000);
    readings.begin(ORDERS, 0);
    for (int second = 0; second < 60; second++) {
      pass(1);
      readings.add(ORDERS, second < 30 ? 10 : 100);
    }
    Pace busy = readings.pace(ORDERS).orElseThrow();
    assertThat(busy.perSecond()).isBetween(95.0, 105.0);
    assertThat(busy.secondsToGo()).isBetween(64L, 71L);

    pass(10_000);
    Pace still = readings.pace(ORDERS).orElseThrow();
    assertThat(still.perSecond()).isLessThan(0.5);
    assertThat(still.secondsToGo()).as("it stands still").isEqualTo(Pace.UNKNOWN);
  }

  @Test
  void rowsOfAnEarlierRunAreDoneButNoPartOfTheRate() {
    readings.plan(ORDERS, 1000);
    readings.begin(ORDERS, 900);
    pass(5);
    readings.at(ORDERS, 950);
    assertThat(readings.pace(ORDERS).orElseThrow())
        .isEqualTo(new Pace(950, 1000, 10, false))
        .extracting(Pace::secondsToGo)
        .isEqualTo(5L);
  }

  @Test
  void anEstimateIsNeverBelowWhatWasReadAndWhatIsDoneIsKnown() {
    readings.plan(ORDERS, 10);
    readings.plan(ITEMS, Pace.UNKNOWN);
    readings.add(ORDERS, 25);
    assertThat(readings.figures(Pace::expected))
        .containsEntry("public.orders", 25L)
        .containsEntry("public.items", -1L);
    assertThat(readings.expected()).as("that of one table is unknown").isEqualTo(Pace.UNKNOWN);

    readings.add(ORDERS, 5);
    readings.done(ORDERS);
    readings.done(ITEMS);
    assertThat(readings.expected()).isEqualTo(30);
    assertThat(readings.remaining()).isZero();
    assertThat(readings.texts()).isEmpty();
  }

  @Test
  void anotherRoundReadsWhatIsLeft() {
    readings.plan(ORDERS, 100);
    assertThat(readings.begin(ORDERS, 0)).isTrue();
    readings.add(ORDERS, 100);
    readings.done(ORDERS);
    readings.plan(ORDERS, 40);
    assertThat(readings.begin(ORDERS, 100)).as("told before").isFalse();
    readings.add(ORDERS, 10);

    assertThat(readings.remaining()).isEqualTo(1);
    assertThat(readings.pace(ORDERS).orElseThrow().expected()).isEqualTo(140);
  }

  @Test
  void whatIsNotReadIsNotShown() {
    readings.plan(ORDERS, 100);
    readings.plan(ITEMS, 100);
    readings.leave("public.orders");
    assertThat(readings.total()).isEqualTo(1);
    readings.leaveRest();
    assertThat(readings.total()).isZero();
  }

  private void pass(long seconds) {
    nanos.addAndGet(seconds * SECOND);
  }
}
