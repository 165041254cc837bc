package io.walmirror.it.crash;

import io.walmirror.stack.server.Database;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.postgresql.PGConnection;

/** One connection that writes, and what it writes: no value is ever written twice. */
final class Session implements AutoCloseable {

  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz ";

  private final Connection connection;
  private final Random random;
  private final AtomicLong revisions;
  private long changes;

  private Session(Connection connection, Random random, AtomicLong revisions) {
    this.connection = connection;
    this.random = random;
    this.revisions = revisions;
  }

  /** One in a transaction; {@code revisions} are those of all sessions. */
  static Session open(Database database, Random random, AtomicLong revisions) throws SQLException {
    Connection connection = database.connect();
    try {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET deadlock_timeout = '200ms'");
      }
      connection.commit();
      return new Session(connection, random, revisions);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Rows and messages of the transaction so far. */
  long changes() {
    return changes;
  }

  long revision() {
    return revisions.incrementAndGet();
  }

  /** A quoted text. */
  String body(int mostLetters) {
    return "'" + letters(mostLetters) + "'";
  }

  int run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int rows = statement.executeUpdate(sql);
      changes += rows;
      return rows;
    }
  }

  void message(String content) throws SQLException {
    emit(true, content);
    changes++;
  }

  /** One that is there whatever becomes of the transaction. */
  void messageOfNone(String content) throws SQLException {
    emit(false, content);
  }

  private void emit(boolean transactional, String content) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SELECT pg_logical_emit_message("
              + transactional
              + ", '"
              + Tables.MESSAGE_PREFIX
              + "', '"
              + content
              + "')");
    }
  }

  /** Copies new rows into the table of many. */
  void copy(long firstId, int rows) throws SQLException {
    StringBuilder text = new StringBuilder(rows * 40);
    for (int i = 0; i < rows; i++) {
      text.append(firstId + i).append('\t').append(revision()).append('\t');
      text.append(letters(30)).append('\n');
    }
    try {
      changes +=
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn("COPY bulk FROM STDIN", new StringReader(text.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Does something and takes it back. */
  void undone(Step step) throws SQLException {
    long before = changes;
    Savepoint savepoint = connection.setSavepoint();
    step.run();
    connection.rollback(savepoint);
    changes = before;
  }

  /** Does something that may be taken back as a part, but is not. */
  void nested(Step step) throws SQLException {
    Savepoint savepoint = connection.setSavepoint();
    step.run();
    connection.releaseSavepoint(savepoint);
  }

  void commit() throws SQLException {
    connection.commit();
    changes = 0;
  }

  void rollback() throws SQLException {
    connection.rollback();
    changes = 0;
  }

  private String letters(int most) {
    int length = random.nextInt(most + 1);
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return text.toString();
  }

  /** A part of a transaction. */
  interface Step {
    void run() throws SQLException;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
