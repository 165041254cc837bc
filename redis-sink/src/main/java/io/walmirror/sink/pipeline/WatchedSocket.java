package io.walmirror.sink.pipeline;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;

/**
 * A socket that lets another thread see how long a write has been going on: Java's sockets have
 * time limits for connecting and reading, but none for writing.
 */
final class WatchedSocket extends Socket {

  private static final long IDLE = 0;

  private volatile long writingSince = IDLE;

  /** Whether a single write has been going on for longer than that. */
  boolean isStuck(long nowNanos, long limitNanos) {
    long since = writingSince;
    return since != IDLE && nowNanos - since > limitNanos;
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return new Watched(super.getOutputStream());
  }

  private final class Watched extends FilterOutputStream {

    Watched(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      long now = System.nanoTime();
      writingSince = now == IDLE ? 1 : now;
      try {
        out.write(bytes, from, length);
      } finally {
        writingSince = IDLE;
      }
    }
  }
}
