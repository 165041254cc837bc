package io.walmirror.connector.snapshot;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What workers have read and nobody has taken yet, bounded in bytes. Many put, one takes. */
final class PieceQueue {

  private final long maxBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final Condition arrived = lock.newCondition();
  private final Queue<Piece> pieces = new ArrayDeque<>();
  private long bytes;

  PieceQueue(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Waits for room; a piece that is larger than all the room is let in alone. */
  void put(Piece piece) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (bytes > 0 && bytes + piece.bytes() > maxBytes) {
        room.await();
      }
      pieces.add(piece);
      bytes += piece.bytes();
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /** The next piece; null when none came within {@code patience}. */
  Piece take(Duration patience) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long nanos = patience.toNanos();
      while (pieces.isEmpty()) {
        if (nanos <= 0) {
          return null;
        }
        nanos = arrived.awaitNanos(nanos);
      }
      Piece piece = pieces.remove();
      bytes -= piece.bytes();
      room.signalAll();
      return piece;
    } finally {
      lock.unlock();
    }
  }
}
