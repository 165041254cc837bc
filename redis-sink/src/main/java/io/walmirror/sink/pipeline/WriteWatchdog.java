package io.walmirror.sink.pipeline;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Closes a socket whose write does not get on, so that the writing thread fails instead of hanging.
 * Watches one socket at a time, in a thread of its own.
 */
final class WriteWatchdog implements AutoCloseable {

  private final long limitNanos;
  private final Thread thread;
  private volatile WatchedSocket watched;
  private volatile boolean closed;

  private WriteWatchdog(String name, Duration limit) {
    this.limitNanos = limit.toNanos();
    this.thread = new Thread(this::run, name);
    this.thread.setDaemon(true);
  }

  static WriteWatchdog start(String name, Duration limit) {
    WriteWatchdog watchdog = new WriteWatchdog(name, limit);
    watchdog.thread.start();
    return watchdog;
  }

  void watch(WatchedSocket socket) {
    watched = socket;
  }

  /** One look: closes the socket if its write has taken too long. */
  void look(long nowNanos) {
    WatchedSocket socket = watched;
    if (socket != null && socket.isStuck(nowNanos, limitNanos)) {
      watched = null;
      try {
        socket.close();
      } catch (IOException e) {
        // It is broken either way, and the writer learns of it by its own exception.
        watched = null;
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  private void run() {
    while (!closed) {
      look(System.nanoTime());
      LockSupport.parkNanos(limitNanos / 8);
    }
  }
}
