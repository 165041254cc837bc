package io.walmirror.connector.ack;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Records that belong together, counted on their way to Kafka. It is settled when no more are to
 * come and Kafka has acknowledged each. One thread sends, any acknowledges.
 */
public final class Delivery {

  /** Records on their way, and one that stands for those to come. */
  private final AtomicLong open = new AtomicLong(1);

  private final Runnable receipt = this::less;
  private final Runnable settled;

  /** {@code settled} is told once, by the thread that brings the last acknowledgement. */
  public Delivery(Runnable settled) {
    this.settled = settled;
  }

  /** One more is sent; what it returns is to be run when Kafka has it. */
  public Runnable sent() {
    open.incrementAndGet();
    return receipt;
  }

  /** No more are to come. */
  public void ended() {
    less();
  }

  public boolean isSettled() {
    return open.get() == 0;
  }

  private void less() {
    if (open.decrementAndGet() == 0) {
      settled.run();
    }
  }
}
