package io.walmirror.it.crash;

import io.walmirror.stack.server.Database;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One transaction of many rows, written by a thread of its own: COPY, updates and deletes, parts
 * that are rolled back, messages now and then. It can be held open.
 */
final class LargeTransaction {

  private static final int CHUNK = 500;
  private static final long CHUNK_PAUSE_MILLIS = 15;
  private static final int MOST_EXTRA_CHUNKS = 40;

  /** How it ends. */
  enum End {
    COMMIT,
    ROLLBACK
  }

  /**
   * How far it is.
   *
   * @param beganAt where the log ended before it began
   * @param changes how many it has, once it is committed
   */
  record State(Kind kind, long beganAt, long changes) {

    static final State NONE = new State(Kind.OVER, 0, 0);

    boolean isOpen() {
      return kind == Kind.OPEN;
    }

    boolean isCommitted() {
      return kind == Kind.COMMITTED;
    }
  }

  private enum Kind {
    OPEN,
    COMMITTED,
    OVER
  }

  private final Database database;
  private final HotLoad load;
  private final Random random;
  private final int rows;
  private final boolean messages;
  private final End end;
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "crash-large-transaction");
  private volatile State state = State.NONE;

  private LargeTransaction(
      Database database, HotLoad load, Random random, int rows, boolean messages, End end) {
    this.database = database;
    this.load = load;
    this.random = random;
    this.rows = rows;
    this.messages = messages;
    this.end = end;
    thread.setDaemon(true);
  }

  /** Begins one of about so many rows; it stays open until it is told to {@link #end}. */
  static LargeTransaction start(
      Database database, HotLoad load, Random random, int rows, boolean messages, End end) {
    LargeTransaction large = new LargeTransaction(database, load, random, rows, messages, end);
    large.thread.start();
    return large;
  }

  State state() {
    return state;
  }

  /** Lets it end as soon as it has its rows. */
  void end() {
    mayEnd.countDown();
  }

  boolean isOver() {
    return !thread.isAlive();
  }

  void awaitEnd() {
    end();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while a large transaction ends", e);
    }
  }

  private void run() {
    try (Session session = Session.open(database, random, load.revisions())) {
      long beganAt = Lsns.parse(database.value("SELECT pg_current_wal_insert_lsn()"));
      state = new State(Kind.OPEN, beganAt, 0);
      write(session);
      if (end == End.COMMIT) {
        long changes = session.changes();
        session.commit();
        state = new State(Kind.COMMITTED, beganAt, changes);
      } else {
        session.rollback();
        state = State.NONE;
      }
    } catch (SQLException | RuntimeException e) {
      // Its server was killed, and so was it.
      state = State.NONE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(Session session) throws SQLException, InterruptedException {
    for (int chunk = 0; chunk * CHUNK < rows; chunk++) {
      chunk(session);
    }
    for (int extra = 0; extra < MOST_EXTRA_CHUNKS && mayEnd.getCount() > 0; extra++) {
      chunk(session);
      TimeUnit.MILLISECONDS.sleep(CHUNK_PAUSE_MILLIS);
    }
    mayEnd.await();
    // Keys that others write too, last: nobody is kept waiting for long.
    for (int id = 0; id < 3; id++) {
      session.run("UPDATE account SET rev = " + session.revision() + " WHERE id = " + id);
    }
  }

  private void chunk(Session session) throws SQLException {
    long first = load.bulkIds().getAndAdd(2 * CHUNK);
    session.copy(first, CHUNK * 8 / 10);
    session.nested(
        () ->
            session.run(
                "UPDATE bulk SET rev = "
                    + session.revision()
                    + " + id WHERE id BETWEEN "
                    + first
                    + " AND "
                    + (first + CHUNK / 10 - 1)));
    session.run(
        "DELETE FROM bulk WHERE id BETWEEN "
            + (first + CHUNK / 10)
            + " AND "
            + (first + CHUNK / 5 - 1));
    if (session.changes() <= CHUNK || random.nextInt(4) == 0) {
      session.undone(
          () -> {
            if (messages) {
              session.message(Tables.ROLLED_BACK + " " + session.revision());
            }
            // Enough for the server to send the message before it knows that it is rolled back.
            session.copy(first + CHUNK, CHUNK);
          });
    }
    if (messages) {
      session.message("chunk " + session.revision());
    }
  }
}
