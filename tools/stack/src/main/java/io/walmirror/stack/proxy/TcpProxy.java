package io.walmirror.stack.proxy;

import io.walmirror.stack.process.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands before a server and passes every byte on, until it is told to be a worse network. What
 * cannot pass waits and goes on when the line is healed: nothing is lost but by {@link #cut}. Safe
 * for use by several threads.
 */
public final class TcpProxy implements AutoCloseable {

  private static final int CONNECT_MILLIS = 5000;
  private static final int BACKLOG = 200;
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final InetSocketAddress target;
  private final ServerSocket listener;
  private final Thread acceptor;
  private final String name;
  private final Map<Direction, Conditions> conditions = new EnumMap<>(Direction.class);
  private final Map<Direction, AtomicLong> passed = new EnumMap<>(Direction.class);
  private final List<Link> links = new ArrayList<>();
  private final List<Thread> connectors = new ArrayList<>();
  private boolean refusing;
  private boolean closed;

  private TcpProxy(InetSocketAddress target, ServerSocket listener) {
    this.target = target;
    this.listener = listener;
    this.name = "tcp-proxy-" + NUMBER.incrementAndGet() + "-" + target.getPort();
    for (Direction direction : Direction.values()) {
      conditions.put(direction, new Conditions());
      passed.put(direction, new AtomicLong());
    }
    this.acceptor = new Thread(this::accept, name);
    acceptor.setDaemon(true);
  }

  /**
   * Listens at a port of this machine and passes on to that host and port, which need not be there
   * yet.
   *
   * @param listenPort where to listen
   */
  public static TcpProxy before(String host, int port, int listenPort) {
    try {
      ServerSocket listener = new ServerSocket();
      listener.setReuseAddress(true);
      listener.bind(Ports.address(listenPort), BACKLOG);
      TcpProxy proxy = new TcpProxy(InetSocketAddress.createUnresolved(host, port), listener);
      proxy.acceptor.start();
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException("a proxy cannot listen at port " + listenPort, e);
    }
  }

  /** As {@link #before(String, int, int)}, at a free port. */
  public static TcpProxy before(String host, int port) {
    return before(host, port, Ports.free());
  }

  public String host() {
    return Ports.HOST;
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Resets every connection; new ones may be made. */
  public void cut() {
    List<Link> all;
    synchronized (this) {
      all = List.copyOf(links);
      links.clear();
    }
    all.forEach(Link::close);
  }

  /** Resets every connection, and every new one, until it is healed. */
  public void refuse() {
    synchronized (this) {
      refusing = true;
    }
    cut();
  }

  /** Takes what is sent, passes nothing on, and keeps connections open: a half-open network. */
  public void blackhole(Direction... directions) {
    of(directions).forEach(Conditions::hold);
  }

  /** Passes everything on that much later. */
  public void delay(Duration time, Direction... directions) {
    of(directions).forEach(each -> each.delay(time));
  }

  /** Passes on so many bytes a second, for each connection. */
  public void throttle(long bytesPerSecond, Direction... directions) {
    of(directions).forEach(each -> each.throttle(bytesPerSecond));
  }

  /** Passes everything on again, what has waited first. */
  public void heal() {
    synchronized (this) {
      refusing = false;
    }
    conditions.values().forEach(Conditions::heal);
  }

  /** How many connections are open. */
  public synchronized int connections() {
    links.removeIf(Link::isDone);
    return links.size();
  }

  /** How many bytes have gone that way. */
  public long passed(Direction direction) {
    return passed.get(direction).get();
  }

  /** The conditions of these directions; of both when none is named. */
  private Collection<Conditions> of(Direction... directions) {
    return directions.length == 0
        ? conditions.values()
        : Arrays.stream(directions).map(conditions::get).toList();
  }

  private void accept() {
    while (true) {
      Socket client;
      try {
        client = listener.accept();
      } catch (IOException e) {
        if (listener.isClosed()) {
          return;
        }
        throw new UncheckedIOException(name + " cannot accept connections any more", e);
      }
      // A server that does not answer must not keep other clients waiting.
      Thread connector = new Thread(() -> connect(client), name + "-connect");
      connector.setDaemon(true);
      synchronized (this) {
        connectors.removeIf(each -> !each.isAlive());
        connectors.add(connector);
        connector.start();
      }
    }
  }

  private void connect(Socket client) {
    Socket server = new Socket();
    try {
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      if (isRefusing()) {
        Link.reset(client);
        return;
      }
      server.connect(
          new InetSocketAddress(target.getHostString(), target.getPort()), CONNECT_MILLIS);
    } catch (IOException e) {
      Link.reset(client);
      Link.reset(server);
      return;
    }
    Link link = new Link(name, client, server, conditions, passed);
    if (!started(link)) {
      link.reset();
    }
  }

  private synchronized boolean isRefusing() {
    return refusing;
  }

  private synchronized boolean started(Link link) {
    if (closed || refusing) {
      return false;
    }
    links.removeIf(Link::isDone);
    links.add(link);
    link.start();
    return true;
  }

  private synchronized List<Thread> connectors() {
    return List.copyOf(connectors);
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    try {
      listener.close();
      acceptor.join();
      for (Thread connector : connectors()) {
        connector.join();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    cut();
  }
}
