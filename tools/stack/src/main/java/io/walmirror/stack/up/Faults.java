package io.walmirror.stack.up;

import com.fasterxml.jackson.databind.JsonNode;
import io.walmirror.stack.rest.ConnectRest;
import io.walmirror.stack.server.Connect;
import io.walmirror.stack.up.shop.ShopSchema;
import io.walmirror.stack.up.shop.ShopTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The faults there are, one for each key. */
final class Faults {

  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** No other table depends on it. */
  private static final ShopTable EMPTIED = ShopTable.ORDER_ITEMS;

  private final Session session;
  private final ConnectRest rest;

  private Faults(Session session) {
    this.session = session;
    this.rest = session.services().rest();
  }

  /** Those that can be done to these servers: somebody's own are not killed. */
  static List<Fault> of(Session session) {
    Faults faults = new Faults(session);
    List<Fault> all = new ArrayList<>();
    session
        .services()
        .worker()
        .ifPresent(
            worker ->
                all.add(
                    new Fault(
                        'k',
                        "kill -9 the Connect worker",
                        events -> faults.killWorker(worker, events))));
    all.add(new Fault('s', "read all rows again", new ReadAgain(session, LIMIT)::run));
    all.add(new Fault('r', "replay from the start", faults::replay));
    all.add(new Fault('t', "TRUNCATE " + EMPTIED.sqlName(), faults::truncate));
    return all;
  }

  private void killWorker(Connect worker, Events events) {
    long began = System.nanoTime();
    worker.kill();
    events.add("the Connect worker was killed (SIGKILL)");
    worker.start();
    events.add("the Connect worker serves again after " + since(began));
  }

  private void replay(Events events) throws InterruptedException {
    long began = System.nanoTime();
    Map<String, Long> before = new HashMap<>();
    for (ConnectorFile sink : session.quickstart().sinks()) {
      before.put(sink.name(), consumed(sink));
      rest.stop(sink.name(), LIMIT);
      rest.resetOffsets(sink.name());
      rest.resume(sink.name());
    }
    long records = before.values().stream().mapToLong(Long::longValue).sum();
    events.add(
        "the sinks' offsets were reset to 0: " + Texts.number(records) + " records come again");
    awaitConsumed(before);
    events.add("all of them were read again after " + since(began));
  }

  private void truncate(Events events) throws SQLException {
    try (Connection connection = session.services().postgres().connect();
        Statement statement = connection.createStatement()) {
      statement.execute("TRUNCATE " + ShopSchema.NAME + "." + EMPTIED.sqlName());
    }
    events.add(EMPTIED.sqlName() + " was emptied in PostgreSQL (TRUNCATE)");
  }

  private void awaitConsumed(Map<String, Long> targets) throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    for (ConnectorFile sink : session.quickstart().sinks()) {
      while (consumed(sink) < targets.get(sink.name())) {
        session.refuseFailure();
        refuseLate(end, sink.name() + " has not read everything again");
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }

  /** How many records a sink has read, by its committed offsets. */
  private long consumed(ConnectorFile sink) {
    long records = 0;
    for (JsonNode each : rest.offsets(sink.name()).path("offsets")) {
      records += each.path("offset").path("kafka_offset").asLong();
    }
    return records;
  }

  private static void refuseLate(long end, String what) {
    if (System.nanoTime() > end) {
      throw new IllegalStateException(what + " after " + LIMIT.toSeconds() + " s");
    }
  }

  private static String since(long began) {
    return Texts.duration(Duration.ofNanos(System.nanoTime() - began));
  }
}
