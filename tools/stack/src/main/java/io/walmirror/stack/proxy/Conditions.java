package io.walmirror.stack.proxy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How bytes go in one direction, for all connections of a proxy. Safe for use by several threads.
 */
final class Conditions {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean held;
  private long delayNanos;
  private long bytesPerSecond;

  void hold() {
    change(() -> held = true);
  }

  void delay(Duration time) {
    change(() -> delayNanos = time.toNanos());
  }

  void throttle(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("a throttle lets through 1 byte a second or more");
    }
    change(() -> bytesPerSecond = bytes);
  }

  void heal() {
    change(
        () -> {
          held = false;
          delayNanos = 0;
          bytesPerSecond = 0;
        });
  }

  private void change(Runnable what) {
    lock.lock();
    try {
      what.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until bytes that came at that moment may go on. */
  void awaitPassage(long cameAtNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        if (held) {
          changed.await();
          continue;
        }
        long remaining = cameAtNanos + delayNanos - System.nanoTime();
        if (remaining <= 0) {
          return;
        }
        changed.awaitNanos(remaining);
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many bytes may go at a time. */
  int slice(int wanted) {
    lock.lock();
    try {
      // Twenty slices a second, so that a slow line is slow all the time.
      return bytesPerSecond == 0
          ? wanted
          : (int) Math.min(wanted, Math.max(1, bytesPerSecond / 20));
    } finally {
      lock.unlock();
    }
  }

  /** Waits as long as so many bytes take; not at all on an open line. */
  void awaitTransfer(int bytes) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long begin = System.nanoTime();
      while (bytesPerSecond != 0) {
        long takes = bytes * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
        long remaining = begin + takes - System.nanoTime();
        if (remaining <= 0) {
          return;
        }
        changed.awaitNanos(remaining);
      }
    } finally {
      lock.unlock();
    }
  }
}
