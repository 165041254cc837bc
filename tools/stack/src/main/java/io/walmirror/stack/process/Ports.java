package io.walmirror.stack.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;

/** Finds ports of this machine's loopback address. Safe for use by several threads. */
public final class Ports {

  /** The address that all servers listen at. */
  public static final String HOST = "127.0.0.1";

  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  // Below the ports that systems give to outgoing connections. A client that retries to connect to
  // a stopped server's port among those would one day be given that port and talk to itself.
  private static final int FIRST = 15_000;
  private static final int END = 32_000;

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Set<Integer> GIVEN = new HashSet<>();

  private Ports() {}

  /** A port that is free now, and that nobody else in this process is given. */
  public static int free() {
    for (int tries = 0; tries < 1000; tries++) {
      int port = FIRST + RANDOM.nextInt(END - FIRST);
      if (isFree(port) && give(port)) {
        return port;
      }
    }
    throw new StackException("no free port between " + FIRST + " and " + END + " was found");
  }

  /** That port, or a free one for 0. A taken one is refused, naming who holds it. */
  public static int wanted(int port, String server) {
    if (port == 0) {
      return free();
    }
    check(port, server);
    return port;
  }

  /** Refuses a port that is taken, naming who holds it. */
  public static void check(int port, String server) {
    if (!isFree(port)) {
      throw taken(port, server);
    }
  }

  public static StackException taken(int port, String server) {
    return new StackException(
        "port "
            + port
            + ", asked for "
            + server
            + ", is taken by "
            + PortHolder.of(port).orElse("another process")
            + "; end that, or ask for another port (0 for any free one)");
  }

  /** That port of this machine's loopback address. */
  public static InetSocketAddress address(int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(address(port), 1);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean give(int port) {
    synchronized (GIVEN) {
      return GIVEN.add(port);
    }
  }
}
