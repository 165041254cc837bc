package io.walmirror.stack.up;

import io.walmirror.stack.server.Connect;
import io.walmirror.stack.up.shop.ShopSchema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Asks the source, by a signal in the change stream, to read all rows of the shop again while they
 * change.
 */
final class ReadAgain {

  private static final String SIGNAL =
      "SELECT pg_logical_emit_message(true, 'walmirror-signal', json_build_object('id', ?::text,"
          + " 'type', 'execute-snapshot', 'data', json_build_object('data-collections',"
          + " json_build_array(?::text)))::text)";

  private static final long LOOKS_APART_MILLIS = 50;

  private final Session session;
  private final Duration limit;

  ReadAgain(Session session, Duration limit) {
    this.session = session;
    this.limit = limit;
  }

  void run(Events events) throws SQLException, InterruptedException {
    Optional<Connect> worker = session.services().worker();
    if (worker.isEmpty()) {
      ask();
      events.add(
          "the source is asked to read all rows again; its log and metrics say how far it is");
      return;
    }
    try (SourceFigures figures =
        new SourceFigures(worker.get(), session.quickstart().topicPrefix())) {
      Optional<SnapshotView> before = figures.read();
      long began = System.nanoTime();
      ask();
      events.add("the source is asked, by a signal, to read all rows again; changes go on");
      if (before.isPresent()) {
        long rows = awaitEnd(figures, before.get().demandRows(), began);
        events.add(
            Texts.number(rows)
                + " rows were read again in "
                + Texts.duration(Duration.ofNanos(System.nanoTime() - began)));
      }
    }
  }

  private void ask() throws SQLException {
    try (Connection connection = session.services().postgres().connect();
        PreparedStatement signal = connection.prepareStatement(SIGNAL)) {
      signal.setString(1, "up-" + System.currentTimeMillis());
      signal.setString(2, ShopSchema.NAME + "\\..*");
      signal.execute();
    }
  }

  private long awaitEnd(SourceFigures figures, long before, long began)
      throws InterruptedException {
    long rows = 0;
    boolean running = true;
    while (rows <= 0 || running) {
      session.refuseFailure();
      if (System.nanoTime() - began > limit.toNanos()) {
        throw new IllegalStateException("not all was read after " + limit.toSeconds() + " s");
      }
      TimeUnit.MILLISECONDS.sleep(LOOKS_APART_MILLIS);
      Optional<SnapshotView> now = figures.read();
      running = now.map(SnapshotView::running).orElse(true);
      rows = now.map(view -> view.demandRows() - before).orElse(rows);
    }
    return rows;
  }
}
