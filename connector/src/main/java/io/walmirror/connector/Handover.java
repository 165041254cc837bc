package io.walmirror.connector;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * What the reader thread has made and Connect has not taken yet, bounded in bytes. One thread
 * offers, one takes.
 */
final class Handover {

  private final long maxBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition taken = lock.newCondition();
  private final Condition offered = lock.newCondition();
  private final Queue<Batch> batches = new ArrayDeque<>();
  private RuntimeException failure;
  private long bytes;
  private volatile boolean awaited;

  Handover(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Adds a batch, unless there is no room within {@code patience}; then false. */
  boolean offer(List<SourceRecord> records, long size, Duration patience)
      throws InterruptedException {
    lock.lock();
    try {
      long nanos = patience.toNanos();
      // One batch is always let in, however large: it is in memory already.
      while (!batches.isEmpty() && bytes + size > maxBytes) {
        if (nanos <= 0) {
          return false;
        }
        nanos = taken.awaitNanos(nanos);
      }
      batches.add(new Batch(records, size));
      bytes += size;
      offered.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The next batch; null when none came within {@code patience}. Fails as the reader failed. */
  List<SourceRecord> take(Duration patience) throws InterruptedException {
    lock.lock();
    try {
      long nanos = patience.toNanos();
      while (batches.isEmpty()) {
        if (failure != null) {
          throw failure;
        }
        if (nanos <= 0) {
          return null;
        }
        awaited = true;
        nanos = offered.awaitNanos(nanos);
      }
      Batch batch = batches.remove();
      bytes -= batch.size;
      taken.signal();
      return batch.records;
    } finally {
      awaited = false;
      lock.unlock();
    }
  }

  /** Ends the hand-over: what is in it is still taken, then this is thrown. */
  void fail(RuntimeException cause) {
    lock.lock();
    try {
      failure = cause;
      offered.signal();
    } finally {
      lock.unlock();
    }
  }

  /** True while Connect waits for the next batch. */
  boolean awaited() {
    return awaited;
  }

  long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  private record Batch(List<SourceRecord> records, long size) {}
}
