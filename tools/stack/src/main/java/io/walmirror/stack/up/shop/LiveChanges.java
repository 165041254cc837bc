package io.walmirror.stack.up.shop;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.Random;

/**
 * A shop that is open: one transaction after the other, at a steady rate, until it is closed.
 * Orders are removed again once there are enough of them, so that the tables stay small.
 *
 * <p>One thread of its own does the work; {@link #step} is one turn of it.
 */
public final class LiveChanges implements AutoCloseable {

  private static final int ENOUGH_ORDERS = 1000;
  private static final Duration REST_AFTER_FAILURE = Duration.ofSeconds(1);

  /** Opens a connection. */
  @FunctionalInterface
  public interface Connector {
    Connection open() throws SQLException;
  }

  /** Is told what happens; called by the thread that changes. */
  public interface Listener {

    /** An order was placed, and COMMIT was answered at that moment. */
    void orderCommitted(long id, Instant at, long nanos);

    /** Whether somebody waits for that order, so that it must not be removed yet. */
    boolean isAwaited(long id);

    void changesFailed(SQLException reason);

    void changesGoOn();
  }

  private final Connector connector;
  private final ShopDeeds deeds;
  private final Random random;
  private final ChangeCounts counts;
  private final Listener listener;
  private final Duration interval;
  private final Thread thread;
  private Connection connection;
  private boolean failing;
  private volatile boolean closed;

  private LiveChanges(
      Connector connector,
      Random random,
      ChangeCounts counts,
      Listener listener,
      int transactionsPerSecond) {
    this.connector = connector;
    this.deeds = new ShopDeeds(random);
    this.random = random;
    this.counts = counts;
    this.listener = listener;
    this.interval = Duration.ofSeconds(1).dividedBy(transactionsPerSecond);
    this.thread = new Thread(this::run, "live-changes");
    this.thread.setDaemon(true);
  }

  /** Opens the shop. */
  public static LiveChanges start(
      Connector connector,
      Random random,
      ChangeCounts counts,
      Listener listener,
      int transactionsPerSecond) {
    LiveChanges changes =
        new LiveChanges(connector, random, counts, listener, transactionsPerSecond);
    changes.thread.start();
    return changes;
  }

  /** Fills an empty shop, a few rows a transaction. */
  public static void seed(Connection connection, Random random, ChangeCounts counts)
      throws SQLException {
    ShopDeeds deeds = new ShopDeeds(random);
    connection.setAutoCommit(false);
    for (int i = 0; i < 30; i++) {
      ShopTransaction open = new ShopTransaction(connection);
      deeds.signUp(open);
      deeds.addProduct(open);
      if (i >= 10) {
        deeds.placeOrder(open);
      }
      connection.commit();
      counts.addAll(open.counts());
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(3).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    long next = System.nanoTime();
    while (!closed) {
      try {
        step();
        next = Math.max(next + interval.toNanos(), System.nanoTime() - interval.toNanos());
        long rest = next - System.nanoTime();
        if (rest > 0) {
          Thread.sleep(Duration.ofNanos(rest).toMillis());
        }
      } catch (SQLException e) {
        if (!closed) {
          fail(e);
        }
      } catch (InterruptedException e) {
        closed = true;
      }
    }
    disconnect();
  }

  /** One transaction, committed, or rolled back as some customers do. */
  private void step() throws SQLException {
    Connection open = connected();
    ShopTransaction transaction = new ShopTransaction(open);
    int choice = random.nextInt(100);
    OptionalLong placed = OptionalLong.empty();
    if (choice < 30) {
      placed = deeds.placeOrder(transaction);
    } else {
      change(transaction, choice);
    }
    if (choice == 0) {
      open.rollback();
      return;
    }
    open.commit();
    long nanos = System.nanoTime();
    counts.addAll(transaction.counts());
    if (placed.isPresent()) {
      listener.orderCommitted(placed.getAsLong(), Instant.now(), nanos);
    }
  }

  private void change(ShopTransaction open, int choice) throws SQLException {
    if (choice < 45) {
      deeds.pay(open);
    } else if (choice < 55) {
      deeds.deliver(open);
    } else if (choice < 58) {
      deeds.dropLine(open);
    } else if (choice < 60) {
      deeds.moveLine(open);
    } else if (choice < 65) {
      deeds.reprice(open);
    } else if (choice < 68) {
      deeds.changeCustomer(open);
    } else if (choice < 70) {
      deeds.signUp(open);
    } else if (choice < 72) {
      deeds.forgetCustomer(open);
    } else {
      removeAnOrder(open, choice < 75);
    }
  }

  /** Removes some order, or the oldest one where there are enough. */
  private void removeAnOrder(ShopTransaction open, boolean any) throws SQLException {
    OptionalLong order =
        any
            ? open.any(ShopTable.ORDERS)
            : open.number("SELECT min(id) FROM shop.orders HAVING count(*) > ?", ENOUGH_ORDERS);
    if (order.isPresent() && !listener.isAwaited(order.getAsLong())) {
      deeds.removeOrder(open, order.getAsLong());
    } else {
      deeds.pay(open);
    }
  }

  private Connection connected() throws SQLException {
    if (connection == null) {
      Connection open = connector.open();
      open.setAutoCommit(false);
      connection = open;
      if (failing) {
        failing = false;
        listener.changesGoOn();
      }
    }
    return connection;
  }

  private void fail(SQLException reason) {
    disconnect();
    if (!failing) {
      failing = true;
      listener.changesFailed(reason);
    }
    try {
      Thread.sleep(REST_AFTER_FAILURE.toMillis());
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  private void disconnect() {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        // The server ends the session by itself; nothing else hangs on it.
        failing = true;
      }
      connection = null;
    }
  }
}
