package io.walmirror.stack.up;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The end of {@code up}, asked for by a key or by a signal. A signal ends the Java machine, which
 * waits here, for a while, until the main thread has cleaned up.
 */
final class Ending {

  private static final long LONGEST_CLEANING_SECONDS = 40;

  private final Thread main = Thread.currentThread();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch cleaned = new CountDownLatch(1);
  private volatile boolean bySignal;
  private boolean cleaning;

  /** An end that signals bring about, for the thread that calls this. */
  static Ending onSignals() {
    Ending ending = new Ending();
    Runtime.getRuntime().addShutdownHook(new Thread(ending::signalled, "ending"));
    return ending;
  }

  void ask() {
    asked.countDown();
  }

  /** Waits until the end is asked for, at most that long. */
  boolean await(long millis) throws InterruptedException {
    return asked.await(millis, TimeUnit.MILLISECONDS);
  }

  boolean isBySignal() {
    return bySignal;
  }

  /** Says that the main thread cleans up: from now on it is not interrupted any more. */
  synchronized void cleaning() {
    cleaning = true;
    Thread.interrupted();
  }

  /** Says that the main thread has cleaned up. */
  void cleaned() {
    cleaned.countDown();
  }

  private void signalled() {
    if (cleaned.getCount() == 0) {
      return;
    }
    bySignal = true;
    ask();
    synchronized (this) {
      if (!cleaning) {
        main.interrupt();
      }
    }
    try {
      cleaned.await(LONGEST_CLEANING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
