package io.walmirror.bench.source;

import io.walmirror.bench.process.ProcessCpu;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The CPU time of every walsender that served a slot: a contender may connect several times. It
 * looks ten times a second, for a walsender's times are gone when it ends. Thread-safe.
 */
final class WalsenderWatch implements AutoCloseable {

  private static final long LOOK_MILLIS = 100;

  private final Connection connection;
  private final String slot;
  private final Map<Long, Double> microsByPid = new HashMap<>();
  private final Thread thread = new Thread(this::run, "walsender-watch");
  private SQLException failure;

  private WalsenderWatch(Connection connection, String slot) {
    this.connection = connection;
    this.slot = slot;
  }

  /** Watches on a connection that it then owns. */
  static WalsenderWatch start(Connection connection, String slot) {
    WalsenderWatch watch = new WalsenderWatch(connection, slot);
    watch.thread.setDaemon(true);
    watch.thread.start();
    return watch;
  }

  private void run() {
    try {
      while (true) {
        look();
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (SQLException e) {
      synchronized (this) {
        failure = e;
      }
    } catch (InterruptedException e) {
      // It was closed.
    }
  }

  private synchronized void look() throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT active_pid FROM pg_replication_slots WHERE slot_name = ? AND active")) {
      query.setString(1, slot);
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          long pid = result.getLong(1);
          ProcessCpu.of(pid).ifPresent(micros -> microsByPid.put(pid, micros));
        }
      }
    }
  }

  /** What all of them used up to now; nothing where this machine does not tell. */
  synchronized OptionalDouble micros() throws SQLException {
    if (failure != null) {
      throw failure;
    }
    look();
    return microsByPid.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(microsByPid.values().stream().mapToDouble(Double::doubleValue).sum());
  }

  @Override
  public void close() throws SQLException {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connection.close();
  }
}
