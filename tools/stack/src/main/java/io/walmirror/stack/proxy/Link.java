package io.walmirror.stack.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** One connection through a proxy: a client's socket, the server's, and a pipe each way. */
final class Link {

  private final Socket client;
  private final Socket server;
  private final Pipe toServer;
  private final Pipe toClient;
  private final AtomicInteger open = new AtomicInteger(2);

  Link(
      String name,
      Socket client,
      Socket server,
      Map<Direction, Conditions> conditions,
      Map<Direction, AtomicLong> passed) {
    this.client = client;
    this.server = server;
    this.toServer =
        new Pipe(
            name + "-to-server",
            client,
            server,
            conditions.get(Direction.TO_SERVER),
            passed.get(Direction.TO_SERVER),
            this);
    this.toClient =
        new Pipe(
            name + "-to-client",
            server,
            client,
            conditions.get(Direction.TO_CLIENT),
            passed.get(Direction.TO_CLIENT),
            this);
  }

  void start() {
    toServer.start();
    toClient.start();
  }

  boolean isDone() {
    return toServer.isDone() && toClient.isDone();
  }

  /** Is told by each pipe that its sender has ended, as a connection properly does. */
  void ended() {
    if (open.decrementAndGet() == 0) {
      closeQuietly(client);
      closeQuietly(server);
    }
  }

  /** Ends both sides with a TCP reset; what is on its way is lost. */
  void reset() {
    toServer.interrupt();
    toClient.interrupt();
    reset(client);
    reset(server);
  }

  /** Sends a TCP reset. */
  static void reset(Socket socket) {
    try {
      if (!socket.isClosed()) {
        socket.setSoLinger(true, 0);
      }
      socket.close();
    } catch (IOException e) {
      // A socket that its other side has reset already is closed as well as it can be.
      closeQuietly(socket);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void close() {
    reset();
    try {
      toServer.join();
      toClient.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
