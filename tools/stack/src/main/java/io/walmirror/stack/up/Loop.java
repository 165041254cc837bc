package io.walmirror.stack.up;

import java.time.Duration;

/** A thread that does the same thing again and again until it is closed. */
final class Loop implements AutoCloseable {

  /** One turn; what it answers is the rest before the next one. */
  @FunctionalInterface
  interface Turn {
    Duration take() throws InterruptedException;
  }

  private final Thread thread;
  private volatile boolean closed;

  private Loop(String name, Turn turn) {
    this.thread = new Thread(() -> run(turn), name);
    this.thread.setDaemon(true);
  }

  static Loop start(String name, Turn turn) {
    Loop loop = new Loop(name, turn);
    loop.thread.start();
    return loop;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(2000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(Turn turn) {
    try {
      while (!closed) {
        Thread.sleep(turn.take().toMillis());
      }
    } catch (InterruptedException e) {
      closed = true;
    }
  }
}
