package io.walmirror.connector.snapshot.demand;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class WindowTest {

  private static final long MILLI = 1_000_000;
  private static final int SLICE = 64;

  private long now = 1;
  private final Window window = new Window(() -> now, false);

  /** A row on its way. */
  private record Row(Runnable receipt, long sentNanos) {}

  /**
   * Takes so many rows in a millisecond, one after the other, and acknowledges each so much later.
   */
  private final class Link {
    private final int perMilli;
    private long latencyNanos;
    private final Queue<Row> waiting = new ArrayDeque<>();
    private final Queue<Row> taken = new ArrayDeque<>();
    private final Queue<Long> due = new ArrayDeque<>();
    private long arrived;
    private int mostWaiting;
    private boolean windowless;

    private Link(int perMilli, long latencyMillis) {
      this.perMilli = perMilli;
      this.latencyNanos = latencyMillis * MILLI;
    }

    /** Sends whatever may go for some time; how many rows arrived meanwhile. */
    private long run(long millis) {
      long before = arrived;
      mostWaiting = 0;
      for (long i = 0; i < millis; i++) {
        while (windowless ? waiting.size() < 100_000 : window.isOpen()) {
          Window.Slice slice = window.slice();
          for (int row = 0; row < SLICE; row++) {
            waiting.add(new Row(slice.sent(), now));
          }
          slice.ended();
        }
        mostWaiting = Math.max(mostWaiting, waiting.size());
        now += MILLI;
        for (int row = 0; row < perMilli && !waiting.isEmpty(); row++) {
          taken.add(waiting.remove());
          due.add(now + latencyNanos);
        }
        while (!due.isEmpty() && due.peek() <= now) {
          due.remove();
          taken.remove().receipt.run();
          arrived++;
        }
      }
      return arrived - before;
    }

    /** How long a change that comes at the worst moment waits for rows. */
    private long longestWaitMillis() {
      return mostWaiting / perMilli;
    }
  }

  @Test
  void whatKafkaTakesAtOnceIsSentAndHardlyAnyRowWaitsForOthers() {
    Link link = new Link(20, 3);
    link.run(1_000);

    assertThat(link.run(5_000)).isGreaterThan(5_000 * 20 * 8 / 10);
    assertThat(link.longestWaitMillis()).isLessThanOrEqualTo(2 * Window.LATE_NANOS / MILLI);

    Link without = new Link(20, 3);
    without.windowless = true;
    without.run(1_000);
    assertThat(without.longestWaitMillis()).as("control").isGreaterThan(1_000);
  }

  @Test
  void aSlowKafkaHasAsFewRowsUnderWayAsThereEverAre() {
    Link link = new Link(1, 3);
    link.run(5_000);

    assertThat(window.limit()).isEqualTo(Window.FEWEST);
    assertThat(link.run(1_000)).isGreaterThan(900);
  }

  @Test
  void aKafkaFarAwayIsNotTakenForASlowOne() {
    Link link = new Link(20, 100);
    link.run(3_000);

    assertThat(link.run(5_000)).isGreaterThan(5_000 * 20 * 7 / 10);
    assertThat(link.longestWaitMillis()).isLessThanOrEqualTo(3 * Window.LATE_NANOS / MILLI);
  }

  @Test
  void aKafkaThatMovesAwayIsMeasuredAgain() {
    Link link = new Link(20, 3);
    link.run(3_000);
    link.latencyNanos = 50 * MILLI;
    link.run(1_000);
    assertThat(window.limit()).as("taken for a slow one").isEqualTo(Window.FEWEST);

    link.run(Window.MEASURED_NANOS / MILLI + 2_000);
    assertThat(link.run(3_000)).isGreaterThan(3_000 * 20 * 7 / 10);
  }

  @Test
  void howManyThereMayBeIsLimitedWhateverKafkaTakes() {
    Link link = new Link(10_000, 50);
    link.run(3_000);

    assertThat(window.limit()).isEqualTo(Window.MOST);
    assertThat(link.run(1_000)).isLessThanOrEqualTo((Window.MOST + SLICE) * 1_000L / 50);
  }

  @Test
  void aKafkaThatAcknowledgesNothingGetsNoMore() {
    int sent = 0;
    while (window.isOpen()) {
      Window.Slice slice = window.slice();
      for (int row = 0; row < SLICE; row++, sent++) {
        slice.sent();
      }
      slice.ended();
    }
    now += Window.MEASURED_NANOS;

    assertThat(sent).isEqualTo(Window.FEWEST);
    assertThat(window.isOpen()).isFalse();
  }

  @Test
  void aSliceOfWhichNoRowWasWantedTellsNothing() {
    Link link = new Link(20, 100);
    assertThat(window.isOpen()).isTrue();
    window.slice().ended();
    link.run(3_000);

    assertThat(link.run(5_000)).isGreaterThan(5_000 * 20 * 7 / 10);
  }

  @Test
  void whatIsAcknowledgedTogetherIsSentManyAtATime() {
    Window together = new Window(() -> now, true);
    for (int interval = 0; interval < 3; interval++) {
      List<Runnable> receipts = new ArrayList<>();
      while (together.isOpen()) {
        Window.Slice slice = together.slice();
        for (int row = 0; row < SLICE; row++) {
          receipts.add(slice.sent());
        }
        slice.ended();
        now += MILLI;
      }
      assertThat(receipts).hasSizeBetween(Window.MOST_TOGETHER, Window.MOST_TOGETHER + SLICE);
      now += 60_000 * MILLI;
      receipts.forEach(Runnable::run);
    }
  }
}
