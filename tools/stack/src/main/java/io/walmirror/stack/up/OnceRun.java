package io.walmirror.stack.up;

import io.walmirror.stack.up.mirror.Difference;
import io.walmirror.stack.up.mirror.MirrorCheck;
import io.walmirror.stack.up.mirror.PostgresTables;
import io.walmirror.stack.up.mirror.RedisKeyspaces;
import io.walmirror.stack.up.mirror.Row;
import io.walmirror.stack.up.mirror.RowCheck;
import io.walmirror.stack.up.mirror.Verdict;
import io.walmirror.stack.up.running.ExitCode;
import io.walmirror.stack.up.shop.ShopTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** {@code up --once}: an insert, an update and a delete, each looked for in Redis. */
final class OnceRun {

  private static final long LOOKS_APART_MILLIS = 2;
  private static final long HEALTH_EVERY_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Session session;
  private final Options options;
  private final Steps steps;

  OnceRun(Session session, Options options, Steps steps) {
    this.session = session;
    this.options = options;
    this.steps = steps;
  }

  /** Ends well, or says by an exception what is wrong. */
  void run() throws Exception {
    try (Connection connection = session.services().postgres().connect();
        Statement statement = connection.createStatement();
        PostgresTables tables = session.tables();
        RedisKeyspaces keyspaces = session.keyspaces()) {
      RowCheck orders = new RowCheck(subject(ShopTable.ORDERS), tables, keyspaces);
      // The first look opens connections, which is not what is measured.
      orders.look("1");
      String key = insert(statement);
      Instant committed = Instant.now();
      Duration took = await(orders, key, "insert", row -> has(row, "status", "once"));
      steps.say(LiveRun.headline(committed, took));
      statement.execute(
          "UPDATE shop.orders SET status = 'updated', note = NULL, delivered_on = '2026-02-28'"
              + " WHERE id = "
              + key);
      took = await(orders, key, "update", row -> has(row, "status", "updated"));
      steps.say(
          "Its update, with a column set to NULL, could be read " + took.toMillis() + " ms later.");
      statement.execute("DELETE FROM shop.orders WHERE id = " + key);
      took = await(orders, key, "delete", Row.Gone.class::isInstance);
      steps.say("Its deletion could be seen " + took.toMillis() + " ms later.");
      everything(session.check(tables, keyspaces));
    }
  }

  private static String insert(Statement statement) throws SQLException {
    try (ResultSet id =
        statement.executeQuery(
            "INSERT INTO shop.orders (customer_id, status, total, note, placed_at)"
                + " SELECT min(id), 'once', 12.50, 'a note that goes', clock_timestamp()"
                + " FROM shop.customers RETURNING id")) {
      id.next();
      return id.getString(1);
    }
  }

  /** Waits until every keyspace shows the row as PostgreSQL has it after the change. */
  private Duration await(RowCheck check, String key, String change, Predicate<Row> changed)
      throws Exception {
    long began = System.nanoTime();
    long healthAt = began + HEALTH_EVERY_NANOS;
    RowCheck.Look look = check.look(key);
    while (!(changed.test(look.row()) && look.differences().isEmpty())) {
      long now = System.nanoTime();
      if (now - began > options.patience().toNanos()) {
        session.refuseFailure();
        throw new UpException(
            ExitCode.WRONG,
            "The "
                + change
                + " did not arrive in Redis within "
                + options.patience().toSeconds()
                + " s: "
                + look.differences().stream().map(Difference::text).toList());
      }
      if (now > healthAt) {
        session.refuseFailure();
        healthAt = now + HEALTH_EVERY_NANOS;
      }
      TimeUnit.MILLISECONDS.sleep(LOOKS_APART_MILLIS);
      look = check.look(key);
    }
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private void everything(MirrorCheck check) throws Exception {
    Verdict verdict = check.run();
    if (!verdict.equal()) {
      throw new UpException(
          ExitCode.WRONG, "Redis is not what PostgreSQL has: " + Differences.shown(verdict));
    }
    long keys = verdict.lines().stream().mapToLong(Verdict.Line::keys).sum();
    steps.say(
        "Redis equals PostgreSQL: "
            + Texts.number(keys)
            + " keys, every row and every field, in "
            + Texts.duration(verdict.took())
            + ".");
  }

  private MirrorCheck.Subject subject(ShopTable table) {
    return session.quickstart().subjects().stream()
        .filter(subject -> subject.table().equals(table.sqlName()))
        .findFirst()
        .orElseThrow();
  }

  private static boolean has(Row row, String column, String value) {
    return row instanceof Row.Present present && value.equals(present.columns().get(column));
  }
}
