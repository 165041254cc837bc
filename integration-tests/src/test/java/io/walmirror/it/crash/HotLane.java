package io.walmirror.it.crash;

import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Random transactions on few keys, over which all lanes fight. For one thread. */
final class HotLane {

  private static final int ACCOUNTS = 25;
  private static final int REFS = 5;
  private static final int LINES = 4;

  private final Random random;
  private final AtomicLong bulkIds;

  HotLane(Random random, AtomicLong bulkIds) {
    this.random = random;
    this.bulkIds = bulkIds;
  }

  /** One transaction, committed or rolled back. */
  void transaction(Session session) throws SQLException {
    session.run("SET LOCAL lock_timeout = '300ms'");
    int dice = random.nextInt(100);
    if (dice < 50) {
      row(session);
    } else if (dice < 78) {
      several(session, 2 + random.nextInt(15));
    } else if (dice < 86) {
      withMessages(session);
    } else if (dice < 92) {
      copy(session);
    } else if (dice < 94) {
      large(session);
    } else if (dice < 97) {
      session.messageOfNone("free " + session.revision());
      row(session);
    } else {
      session.messageOfNone("free " + session.revision());
    }
    if (random.nextInt(15) == 0) {
      session.rollback();
    } else {
      session.commit();
    }
  }

  private void several(Session session, int steps) throws SQLException {
    for (int i = 0; i < steps; i++) {
      switch (random.nextInt(8)) {
        case 0 -> session.undone(() -> undoneRow(session));
        case 1 -> session.nested(() -> nested(session));
        default -> row(session);
      }
    }
  }

  private void nested(Session session) throws SQLException {
    row(session);
    session.undone(() -> undoneRow(session));
    session.nested(() -> row(session));
  }

  private void withMessages(Session session) throws SQLException {
    session.message("first " + session.revision());
    row(session);
    session.undone(
        () -> {
          undoneRow(session);
          session.message(Tables.ROLLED_BACK + " " + session.revision());
        });
    row(session);
    session.message("last " + session.revision());
  }

  private void copy(Session session) throws SQLException {
    int rows = 2 + random.nextInt(60);
    long first = bulkIds.getAndAdd(rows);
    session.copy(first, rows);
    session.run(
        "UPDATE bulk SET rev = " + session.revision() + " WHERE id = " + (first + rows / 2));
    row(session);
  }

  /** Large enough to be sent before it is committed, small enough to happen often. */
  private void large(Session session) throws SQLException {
    long first = bulkIds.getAndAdd(400);
    session.copy(first, 200);
    boolean message = random.nextInt(3) == 0;
    // Both together make the source read it again, which is dear.
    if (!message || random.nextInt(10) == 0) {
      session.undone(() -> session.copy(first + 200, 100));
    }
    if (message) {
      session.message("large " + session.revision());
    }
    session.run("DELETE FROM bulk WHERE id BETWEEN " + first + " AND " + (first + 50));
    row(session);
  }

  private void undoneRow(Session session) throws SQLException {
    session.run(
        "INSERT INTO account VALUES ("
            + account()
            + ", "
            + session.revision()
            + ", '"
            + Tables.ROLLED_BACK
            + "') ON CONFLICT (id) DO UPDATE SET body = EXCLUDED.body");
  }

  private void row(Session session) throws SQLException {
    long revision = session.revision();
    String body = random.nextInt(10) == 0 ? "NULL" : session.body(300);
    boolean account = random.nextInt(3) > 0;
    String table = account ? "account" : "line";
    String key = account ? "id" : "ref, n";
    String where = account ? account() : line();
    switch (random.nextInt(10)) {
      case 0, 1 -> session.run("DELETE FROM " + table + equal(key, where));
      case 2, 3, 4 ->
          session.run(
              "UPDATE "
                  + table
                  + " SET rev = "
                  + revision
                  + ", body = "
                  + body
                  + equal(key, where));
      case 5 -> move(session, table, key, where, account ? account() : line(), revision);
      default ->
          session.run(
              "INSERT INTO "
                  + table
                  + " VALUES ("
                  + where
                  + ", "
                  + revision
                  + ", "
                  + body
                  + ") ON CONFLICT ("
                  + key
                  + ") DO UPDATE SET rev = EXCLUDED.rev, body = EXCLUDED.body");
    }
  }

  private static void move(
      Session session, String table, String key, String from, String to, long revision)
      throws SQLException {
    if (!from.equals(to)) {
      session.run("DELETE FROM " + table + equal(key, to));
    }
    session.run(
        "UPDATE "
            + table
            + " SET ("
            + key
            + ", rev) = ("
            + to
            + ", "
            + revision
            + ")"
            + equal(key, from));
  }

  private static String equal(String key, String value) {
    return " WHERE (" + key + ") = (" + value + ")";
  }

  private String account() {
    return Integer.toString(random.nextInt(ACCOUNTS));
  }

  private String line() {
    return "'" + (char) ('a' + random.nextInt(REFS)) + "', " + random.nextInt(LINES);
  }
}
