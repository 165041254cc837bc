package io.walmirror.connector.wire;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A socket of which one can ask when something last came, and on which one can wait until something
 * comes without taking it. The driver offers neither: its waiting read cannot be left, and its
 * other read must be called in a loop. TLS lies on top and does not notice. Used by the reader
 * thread alone.
 */
final class WatchedSocket extends Socket {

  private Watched input;

  @Override
  public synchronized InputStream getInputStream() throws IOException {
    if (input == null) {
      input = new Watched(super.getInputStream());
    }
    return input;
  }

  /** Waits until bytes have come, or for that long. */
  void awaitInput(Duration patience) throws IOException {
    Watched stream = (Watched) getInputStream();
    int before = getSoTimeout();
    setSoTimeout(Math.toIntExact(patience.toMillis()));
    try {
      stream.await();
    } finally {
      setSoTimeout(before);
    }
  }

  /** When bytes last came, by {@link System#nanoTime}. */
  long lastInputNanos() throws IOException {
    return ((Watched) getInputStream()).lastNanos;
  }

  /** Bytes with one place in front for the byte that waiting had to take. */
  private static final class Watched extends FilterInputStream {

    private static final int NONE = -2;

    private long lastNanos = System.nanoTime();
    private int taken = NONE;

    Watched(InputStream in) {
      super(in);
    }

    void await() throws IOException {
      if (taken != NONE || in.available() > 0) {
        return;
      }
      try {
        taken = in.read();
        lastNanos = System.nanoTime();
      } catch (SocketTimeoutException e) {
        // Nothing came.
      }
    }

    @Override
    public int available() throws IOException {
      return in.available() + (taken >= 0 ? 1 : 0);
    }

    @Override
    public int read() throws IOException {
      if (taken != NONE) {
        int first = taken;
        taken = first < 0 ? first : NONE;
        return first;
      }
      int next = in.read();
      lastNanos = System.nanoTime();
      return next;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (taken != NONE) {
        int first = read();
        if (first < 0) {
          return first;
        }
        bytes[offset] = (byte) first;
        int more = Math.min(length - 1, in.available());
        return 1 + (more > 0 ? Math.max(0, in.read(bytes, offset + 1, more)) : 0);
      }
      int count = in.read(bytes, offset, length);
      lastNanos = System.nanoTime();
      return count;
    }

    @Override
    public long skip(long count) throws IOException {
      return count > 0 && read() >= 0 ? 1 : 0;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
