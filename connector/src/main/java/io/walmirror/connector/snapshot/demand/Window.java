package io.walmirror.connector.snapshot.demand;

import io.walmirror.connector.ack.Delivery;
import java.util.function.LongSupplier;

/**
 * How many rows may be on their way to Kafka: those stand before a change that comes now. As many
 * as Kafka takes at once, and hardly one more that would only wait for others.
 *
 * <p>Rows go in slices, and what tells is how much longer a slice takes than one that has nobody
 * before it. That is measured by letting all arrive now and then. One thread sends, any
 * acknowledges.
 */
final class Window {

  /** How many rows may always be under way. */
  static final int FEWEST = 128;

  /** How many never more. */
  static final int MOST = 4096;

  /** How many where Kafka has them together, at the end of a transaction of many batches. */
  static final int MOST_TOGETHER = 50_000;

  /** How long a slice may wait for those before it, and with it a change. */
  static final long LATE_NANOS = 10_000_000;

  /** After which time it is measured again how long a slice takes that has nobody before it. */
  static final long MEASURED_NANOS = 10_000_000_000L;

  private final LongSupplier clock;
  private final boolean together;
  private int limit = FEWEST;
  private int underWay;
  private boolean steep = true;
  private boolean measuring = true;
  private long measuredNanos;
  private long alone = Long.MAX_VALUE;
  private long changedNanos;

  /**
   * {@code together} is where nothing is acknowledged before an interval ends, so that how long it
   * took tells nothing.
   */
  Window(LongSupplier clock, boolean together) {
    this.clock = clock;
    this.together = together;
    this.measuredNanos = clock.getAsLong();
    this.changedNanos = measuredNanos;
  }

  /** True if rows may go on now. */
  synchronized boolean isOpen() {
    if (together) {
      return underWay < MOST_TOGETHER;
    }
    if (clock.getAsLong() - measuredNanos >= MEASURED_NANOS) {
      measuring = true;
    }
    if (measuring && underWay == 0) {
      measuring = false;
      measuredNanos = clock.getAsLong();
      alone = Long.MAX_VALUE;
    }
    return !measuring && underWay < limit;
  }

  /** Rows that go on together; to be {@link Slice#ended} when they are sent. */
  Slice slice() {
    return new Slice(clock.getAsLong());
  }

  /** How many rows may be under way at this moment. */
  synchronized int limit() {
    return limit;
  }

  /** Some rows, from the first that is sent to the last that is acknowledged. */
  final class Slice {
    private final long sentNanos;
    private final Delivery delivery = new Delivery(this::settled);
    private int rows;

    private Slice(long sentNanos) {
      this.sentNanos = sentNanos;
    }

    /** One more is sent; what it returns is to be run when Kafka has it. */
    Runnable sent() {
      rows++;
      synchronized (Window.this) {
        underWay++;
      }
      return delivery.sent();
    }

    /** No more are to come. */
    void ended() {
      delivery.ended();
    }

    private void settled() {
      acknowledged(rows, sentNanos);
    }
  }

  private synchronized void acknowledged(int rows, long sentNanos) {
    if (rows == 0) {
      return;
    }
    boolean full = underWay + rows > limit;
    underWay -= rows;
    long took = clock.getAsLong() - sentNanos;
    alone = Math.min(alone, took);
    // What was sent before the last change tells how it was before.
    if (sentNanos - changedNanos < 0) {
      return;
    }
    if (took - alone > LATE_NANOS) {
      change(limit - Math.max(1, limit / 4), false);
    } else if (full && took - alone < LATE_NANOS / 2) {
      change(limit + (steep ? limit / 2 : FEWEST / 4), steep);
    }
  }

  private void change(int wanted, boolean stillSteep) {
    limit = Math.max(FEWEST, Math.min(MOST, wanted));
    steep = stillSteep;
    changedNanos = clock.getAsLong();
  }
}
