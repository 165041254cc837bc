package io.walmirror.connector.signal;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Signals that came from outside of the stream, on their way to the thread that reads it. Any
 * thread puts, the reader thread takes.
 */
public final class Inbox {

  private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();
  private final AtomicLong put = new AtomicLong();
  private volatile long kept;

  /** Puts a signal in; the number by which {@link #kept} tells that it survives a restart. */
  public long put(Arrival arrival) {
    arrivals.add(arrival);
    return put.incrementAndGet();
  }

  /** The next one; null when there is none. */
  public Arrival take() {
    return arrivals.poll();
  }

  /** As many as this, from the first, survive a restart. */
  public void keep(long number) {
    kept = number;
  }

  /** How many of them, from the first, survive a restart. */
  public long kept() {
    return kept;
  }
}
