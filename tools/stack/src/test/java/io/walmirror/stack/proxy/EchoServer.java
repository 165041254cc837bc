package io.walmirror.stack.proxy;

import io.walmirror.stack.process.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;

/** Sends back what it gets, to each client, until the client ends. */
final class EchoServer implements AutoCloseable {

  private final ServerSocket listener;

  EchoServer() throws IOException {
    listener = new ServerSocket();
    listener.bind(Ports.address(Ports.free()));
    thread(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        thread(() -> echo(client));
      }
    } catch (IOException e) {
      if (!listener.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void echo(Socket client) {
    try (client) {
      client.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException e) {
      // The client was cut off, as the tests have it.
      return;
    }
  }

  private static void thread(Runnable work) {
    Thread thread = new Thread(work, "echo");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
