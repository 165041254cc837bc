package io.walmirror.connector.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;

/**
 * Makes the sockets of replication connections. The driver makes the factory, by name and with one
 * text; that text is the ticket under which the socket is found again.
 */
public final class WatchedSocketFactory extends SocketFactory {

  private static final Map<String, WatchedSocket> SOCKETS = new ConcurrentHashMap<>();

  private final String ticket;

  public WatchedSocketFactory(String ticket) {
    this.ticket = ticket;
  }

  /** The last socket that was made for this ticket, which is then forgotten. */
  static Optional<WatchedSocket> claim(String ticket) {
    return Optional.ofNullable(SOCKETS.remove(ticket));
  }

  @Override
  public Socket createSocket() {
    WatchedSocket socket = new WatchedSocket();
    SOCKETS.put(ticket, socket);
    return socket;
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    throw unconnectedOnly();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    throw unconnectedOnly();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    throw unconnectedOnly();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    throw unconnectedOnly();
  }

  private static IOException unconnectedOnly() {
    return new IOException("the driver connects its sockets itself");
  }
}
