package io.walmirror.connector;

import io.walmirror.connector.catalog.LogEnd;
import io.walmirror.connector.metrics.SourceMetrics;
import io.walmirror.connector.thread.Watchers;
import io.walmirror.connector.wire.Database;
import io.walmirror.envelope.Lsn;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the metrics every few seconds where the server's log ends, on a thread of its own. */
final class LagWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LagWatch.class);
  private static final Duration EVERY = Duration.ofSeconds(5);

  private final LogEnd end;
  private final SourceMetrics metrics;
  private final ScheduledExecutorService thread;

  private LagWatch(LogEnd end, SourceMetrics metrics, ScheduledExecutorService thread) {
    this.end = end;
    this.metrics = metrics;
    this.thread = thread;
  }

  static LagWatch start(Database database, String client, SourceMetrics metrics) {
    ScheduledExecutorService thread = Watchers.of(client, "monitor");
    LagWatch watch = new LagWatch(new LogEnd(database), metrics, thread);
    var unused =
        thread.scheduleWithFixedDelay(watch::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return watch;
  }

  private void look() {
    try {
      metrics.walEnd(end.read());
    } catch (SQLException | RuntimeException e) {
      metrics.walEnd(Lsn.ZERO);
      log.debug("where the log ends is not known now", e);
    }
  }

  private void closeConnection() {
    try {
      end.close();
    } catch (SQLException e) {
      log.debug("closing the monitor connection failed", e);
    }
  }

  /** Ends soon; the connection is closed by the thread that uses it. */
  @Override
  public void close() {
    thread.execute(this::closeConnection);
    thread.shutdown();
  }
}
