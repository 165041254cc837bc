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

  /** More of what waits is not taken together: it would be in memory twice soon. */
  private static final long TOGETHER_BYTES = 1 << 20;

  private final long maxBytes;
  private final int maxRecords;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition taken = lock.newCondition();
  private final Condition offered = lock.newCondition();
  private final Queue<Batch> batches = new ArrayDeque<>();
  private RuntimeException failure;
  private long bytes;
  private volatile boolean awaited;

  Handover(long maxBytes, int maxRecords) {
    this.maxBytes = maxBytes;
    this.maxRecords = maxRecords;
  }

  /** Adds a batch for good, unless there is no room within {@code patience}; then false. */
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

  /**
   * What waits, in its order; null when nothing came within {@code patience}. Small batches are
   * taken together: where each is a Kafka transaction, one by one would never keep up with a writer
   * of small ones. Fails as the reader failed.
   */
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
      Batch first = batches.remove();
      long size = first.size;
      while (!batches.isEmpty() && goesWith(first.records.size(), size, batches.peek())) {
        Batch next = batches.remove();
        first.records.addAll(next.records);
        size += next.size;
      }
      bytes -= size;
      taken.signal();
      return first.records;
    } finally {
      awaited = false;
      lock.unlock();
    }
  }

  private boolean goesWith(int records, long size, Batch next) {
    return records + next.records.size() <= maxRecords && size + next.size <= TOGETHER_BYTES;
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
