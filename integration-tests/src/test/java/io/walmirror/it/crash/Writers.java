package io.walmirror.it.crash;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Threads that write at the same time until they are ended, through every death of their server.
 */
final class Writers implements AutoCloseable {

  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean ended;
  private volatile RuntimeException failure;

  private Writers() {}

  /** What one of them does, over one connection after the other. */
  interface Writer {

    /** Connects and writes while {@code goesOn}, or until its server is gone. */
    void write(BooleanSupplier goesOn) throws SQLException;
  }

  /** How a writer is made of its own source of chance. */
  interface Hiring {
    Writer writer(Random random);
  }

  static Writers start(String name, int count, long seed, long retryNanos, Hiring hiring) {
    Writers writers = new Writers();
    for (int i = 0; i < count; i++) {
      Writer writer = hiring.writer(new Random(seed + i));
      Thread thread = new Thread(() -> writers.run(writer, retryNanos), name + "-" + i);
      thread.setDaemon(true);
      writers.threads.add(thread);
    }
    writers.threads.forEach(Thread::start);
    return writers;
  }

  /** Whether a fight over rows was lost: a lock not given in time, or a deadlock. */
  static boolean isLost(SQLException e) {
    String state = e.getSQLState();
    return "55P03".equals(state) || "40P01".equals(state) || "23505".equals(state);
  }

  private void run(Writer writer, long retryNanos) {
    while (!ended) {
      try {
        writer.write(() -> !ended);
      } catch (SQLException e) {
        LockSupport.parkNanos(retryNanos);
      } catch (RuntimeException e) {
        failure = e;
        return;
      }
    }
  }

  @Override
  public void close() {
    ended = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while the writers end", e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
