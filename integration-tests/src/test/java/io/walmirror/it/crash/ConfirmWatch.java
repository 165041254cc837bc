package io.walmirror.it.crash;

import io.walmirror.it.crash.Findings.Kind;
import io.walmirror.stack.server.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.KafkaException;

/**
 * Looks at the slot and then at the stored offsets, again and again. What is stored only grows: so
 * whatever the slot was confirmed to must be covered by what is stored afterwards.
 */
final class ConfirmWatch implements AutoCloseable {

  private static final long PAUSE_MILLIS = 25;

  private final Database database;
  private final String slot;
  private final OffsetsTopic offsets;
  private final Findings findings;
  private final long createdAt;
  private final Thread thread = new Thread(this::run, "crash-confirm-watch");
  private volatile StoredOffset stored;
  private volatile boolean hasStored;
  private final AtomicLong samples = new AtomicLong();
  private volatile boolean ended;
  private volatile RuntimeException failure;
  private long confirmed;
  private Connection connection;

  private ConfirmWatch(
      Database database, String slot, OffsetsTopic offsets, Findings findings, long createdAt) {
    this.database = database;
    this.slot = slot;
    this.offsets = offsets;
    this.findings = findings;
    this.createdAt = createdAt;
    this.stored = new StoredOffset(createdAt, System.nanoTime());
    thread.setDaemon(true);
  }

  /** Watches a slot that nobody has used yet. */
  static ConfirmWatch start(
      Database database, String slot, OffsetsTopic offsets, Findings findings) {
    long createdAt =
        Lsns.parse(
            database.value(
                "SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = '"
                    + slot
                    + "'"));
    ConfirmWatch watch = new ConfirmWatch(database, slot, offsets, findings, createdAt);
    watch.thread.start();
    return watch;
  }

  /** The newest stored offset; where there is none, where the slot began. */
  StoredOffset stored() {
    return stored;
  }

  /** False before the first offset: until then the source has no generation that would last. */
  boolean hasStored() {
    return hasStored;
  }

  /** How often slot and offset were compared. */
  long samples() {
    return samples.get();
  }

  private void run() {
    while (!ended) {
      try {
        try {
          sample();
        } catch (SQLException e) {
          // The server is dead; what it confirmed before stays to be compared.
          connection = null;
        } catch (KafkaException e) {
          // The broker is dead; what the slot said stays to be compared.
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        failure = e;
        return;
      }
    }
  }

  private void sample() throws SQLException {
    confirmed = Math.max(confirmed, confirmed());
    offsets.readToEnd(this::read);
    if (confirmed > stored.endLsn()) {
      findings.add(
          Kind.CONFIRMED_TOO_FAR,
          "the slot was confirmed to "
              + Lsns.text(confirmed)
              + ", stored was "
              + Lsns.text(stored.endLsn())
              + (stored.endLsn() == createdAt ? ", where the slot began" : ""));
    }
    samples.incrementAndGet();
  }

  private void read(StoredOffset offset) {
    if (offset.endLsn() < stored.endLsn()) {
      findings.add(
          Kind.STORED_WENT_BACK,
          "from " + Lsns.text(stored.endLsn()) + " to " + Lsns.text(offset.endLsn()));
      return;
    }
    stored = offset;
    hasStored = true;
  }

  private long confirmed() throws SQLException {
    if (connection == null) {
      connection = database.connect();
    }
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = '"
                    + slot
                    + "'")) {
      return row.next() ? Lsns.parse(row.getString(1)) : confirmed;
    }
  }

  @Override
  public void close() {
    ended = true;
    try {
      thread.join();
      if (connection != null) {
        connection.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } finally {
      offsets.close();
    }
    if (failure != null) {
      throw failure;
    }
  }
}
