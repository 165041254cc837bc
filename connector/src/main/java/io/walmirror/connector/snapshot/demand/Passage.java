package io.walmirror.connector.snapshot.demand;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What was read and has not gone on, bounded in bytes: from the thread that reads rows to the
 * reader thread, which may send the other back to what is stored as reached. Then what was read is
 * thrown away, and what still comes of it is refused: that is what epochs are for.
 */
final class Passage {

  private final long maxBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final Queue<DemandPiece> pieces = new ArrayDeque<>();
  private long bytes;
  private long epoch;
  private volatile boolean filled;
  private volatile boolean watched;
  private volatile boolean text;

  Passage(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  long epoch() {
    lock.lock();
    try {
      return epoch;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for room; false if what belongs to this epoch is not wanted any more. */
  boolean put(DemandPiece piece, long of) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (epoch == of && bytes > 0 && bytes + piece.bytes() > maxBytes) {
        moved.await();
      }
      if (epoch != of) {
        return false;
      }
      pieces.add(piece);
      bytes += piece.bytes();
      filled = true;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until everything was taken; false if it is not wanted any more. */
  boolean awaitTaken(long of) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (epoch == of && !pieces.isEmpty()) {
        moved.await();
      }
      return epoch == of;
    } finally {
      lock.unlock();
    }
  }

  /** Waits a moment, less where what belongs to this epoch is not wanted any more. */
  boolean pause(Duration moment, long of) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long nanos = moment.toNanos();
      while (epoch == of && nanos > 0) {
        nanos = moved.awaitNanos(nanos);
      }
      return epoch == of;
    } finally {
      lock.unlock();
    }
  }

  /** True if there is a piece; costs nothing. */
  boolean isFilled() {
    return filled;
  }

  /** The next piece, which stays; null if there is none. */
  DemandPiece peek() {
    lock.lock();
    try {
      return pieces.peek();
    } finally {
      lock.unlock();
    }
  }

  /** Takes the next piece away. */
  void take() {
    lock.lock();
    try {
      bytes -= pieces.remove().bytes();
      filled = !pieces.isEmpty();
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether the keys of the table that is read are recorded. */
  boolean isWatched() {
    return watched;
  }

  void watched(boolean now) {
    watched = now;
  }

  /** Whether rows have to be read as text, because a value of theirs can be told only so. */
  boolean wantsText() {
    return text;
  }

  void wantText() {
    text = true;
  }

  /** Throws away what was read, and has it read again from what is reached. */
  void back() {
    lock.lock();
    try {
      epoch++;
      pieces.clear();
      bytes = 0;
      filled = false;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
