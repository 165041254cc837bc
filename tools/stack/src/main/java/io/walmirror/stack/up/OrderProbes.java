package io.walmirror.stack.up;

import io.walmirror.stack.resp.RespClient;
import io.walmirror.stack.resp.RespException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Measures how long a committed order takes to be readable in Redis: from the moment in which
 * COMMIT was answered to the first look that finds the key, looks being a millisecond apart.
 *
 * <p>One thread looks; others hand orders over.
 */
final class OrderProbes implements AutoCloseable {

  private static final int MOST = 200;
  private static final Duration WINDOW = Duration.ofSeconds(60);
  private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

  private record Probe(Instant at, long nanos) {}

  private final Supplier<RespClient> connector;
  private final String keyspace;
  private final BiConsumer<Instant, Duration> seen;
  private final Latencies latencies = new Latencies(WINDOW);
  private final Map<Long, Probe> awaited = new LinkedHashMap<>();
  private final Thread thread = new Thread(this::run, "order-probes");
  private RespClient client;
  private volatile boolean closed;

  /**
   * @param keyspace of the orders' keys
   * @param seen is told of each order that arrived: when it was committed, how long it took
   */
  OrderProbes(Supplier<RespClient> connector, String keyspace, BiConsumer<Instant, Duration> seen) {
    this.connector = connector;
    this.keyspace = keyspace;
    this.seen = seen;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Hands an order over whose COMMIT was answered at that moment. */
  synchronized void committed(long order, Instant at, long nanos) {
    if (awaited.size() < MOST) {
      awaited.put(order, new Probe(at, nanos));
      notifyAll();
    }
  }

  synchronized boolean isAwaited(long order) {
    return awaited.containsKey(order);
  }

  Latencies.Summary latencies() {
    return latencies.summary(System.nanoTime());
  }

  /** How long the oldest order waits that is not readable yet; zero where none waits. */
  synchronized Duration lag() {
    return awaited.values().stream()
        .findFirst()
        .map(probe -> Duration.ofNanos(System.nanoTime() - probe.nanos()))
        .orElse(Duration.ZERO);
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!closed) {
        look(awaitOrders());
        TimeUnit.NANOSECONDS.sleep(pause());
      }
    } catch (InterruptedException e) {
      closed = true;
    } finally {
      disconnect();
    }
  }

  private synchronized List<Long> awaitOrders() throws InterruptedException {
    while (awaited.isEmpty()) {
      wait();
    }
    return List.copyOf(awaited.keySet());
  }

  private void look(List<Long> orders) throws InterruptedException {
    List<String[]> commands = new ArrayList<>();
    orders.forEach(order -> commands.add(new String[] {"EXISTS", keyspace + ":" + order}));
    try {
      if (client == null) {
        client = connector.get();
      }
      Iterator<Object> answers = client.pipeline(commands).iterator();
      long now = System.nanoTime();
      for (Long order : orders) {
        if (answers.next().equals(1L)) {
          arrived(order, now);
        }
      }
    } catch (UncheckedIOException | RespException e) {
      disconnect();
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private void arrived(Long order, long now) {
    Probe probe;
    synchronized (this) {
      probe = awaited.remove(order);
    }
    Duration took = Duration.ofNanos(Math.max(0, now - probe.nanos()));
    latencies.add(now, took);
    seen.accept(probe.at(), took);
  }

  /** Short for orders just committed; nothing is lost by looking less often for late ones. */
  private synchronized long pause() {
    long youngest = Long.MIN_VALUE;
    for (Probe probe : awaited.values()) {
      youngest = Math.max(youngest, probe.nanos());
    }
    long age = System.nanoTime() - youngest;
    return awaited.isEmpty()
        ? SHORTEST_PAUSE
        : Math.max(SHORTEST_PAUSE, Math.min(LONGEST_PAUSE, age / 20));
  }

  private void disconnect() {
    if (client != null) {
      client.close();
      client = null;
    }
  }
}
