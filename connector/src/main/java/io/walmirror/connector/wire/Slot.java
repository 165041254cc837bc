package io.walmirror.connector.wire;

import io.walmirror.envelope.Lsn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A logical replication slot with pgoutput; one that is created with {@code failover} is kept in
 * step on standbys, so that a promoted one has it (PostgreSQL 17).
 */
public record Slot(String name, boolean failover) {

  private static final Logger log = LoggerFactory.getLogger(Slot.class);
  private static final String QUERY_CANCELLED = "57014";
  private static final String IN_USE = "55006";
  private static final int PATIENCE_SECONDS = 10;
  private static final int LET_GO_SECONDS = 2;

  /** One that was created, or is not to follow a failover. */
  public Slot(String name) {
    this(name, false);
  }

  /** The slot as it is now, if it is there. */
  public Optional<SlotState> find(Connection connection) throws SQLException {
    return SlotState.find(connection, name);
  }

  /**
   * Creates the slot. The server waits for every transaction that is writing, in any database:
   * those are named in the log while that lasts.
   */
  public SlotState create(Connection connection) throws SQLException {
    while (true) {
      try (Statement limit = connection.createStatement();
          PreparedStatement create =
              connection.prepareStatement(
                  "SELECT pg_catalog.pg_create_logical_replication_slot(?, 'pgoutput'"
                      + (failover ? ", failover => true)" : ")"))) {
        limit.execute("SET statement_timeout = '" + PATIENCE_SECONDS + "s'");
        create.setString(1, name);
        create.execute();
        limit.execute("SET statement_timeout = 0");
        return find(connection)
            .orElseThrow(() -> new SQLException("slot " + name + " vanished once created"));
      } catch (SQLException e) {
        log.info("{}", waiting(e, connection).getMessage());
      }
    }
  }

  /** The point at which a slot begins, and the snapshot that shows what committed before it. */
  public record Exported(Lsn point, String snapshot) {}

  /**
   * Creates the slot and exports the snapshot that goes with it, which lives until the session is
   * used for anything else. A temporary slot goes with its session. What it waits for is asked over
   * the other connection and named in the log.
   */
  public Exported export(ReplicationSession session, boolean temporary, Connection asking)
      throws SQLException {
    while (true) {
      try {
        return session.export(exporting(temporary), PATIENCE_SECONDS);
      } catch (SQLException e) {
        log.info("{}", waiting(e, asking).getMessage());
      }
    }
  }

  /** A temporary one, exported by then or not at all: the failure names what it waits for. */
  public Exported exportWithin(int seconds, ReplicationSession session, Connection asking)
      throws SQLException {
    try {
      return session.export(exporting(true), seconds);
    } catch (SQLException e) {
      throw waiting(e, asking);
    }
  }

  private String exporting(boolean temporary) {
    return "CREATE_REPLICATION_SLOT "
        + Sql.identifier(name)
        + (temporary ? " TEMPORARY" : "")
        + (failover
            ? " LOGICAL pgoutput (SNAPSHOT 'export', FAILOVER true)"
            : " LOGICAL pgoutput EXPORT_SNAPSHOT");
  }

  /** What the slot was waiting for when it was given up; any other failure is thrown. */
  private SQLException waiting(SQLException givenUp, Connection asking) throws SQLException {
    if (!QUERY_CANCELLED.equals(givenUp.getSQLState()) || Thread.currentThread().isInterrupted()) {
      throw givenUp;
    }
    return new SQLException(
        "replication slot " + name + " waits for open transactions to end: " + blockers(asking),
        QUERY_CANCELLED,
        givenUp);
  }

  /** Drops the slot, once whoever streamed from it has let go of it; one that is gone is fine. */
  public void drop(Connection connection) throws SQLException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LET_GO_SECONDS);
    while (find(connection).isPresent()) {
      try (PreparedStatement drop =
          connection.prepareStatement("SELECT pg_catalog.pg_drop_replication_slot(?)")) {
        drop.setString(1, name);
        drop.execute();
        return;
      } catch (SQLException e) {
        if (!IN_USE.equals(e.getSQLState()) || System.nanoTime() > deadline) {
          throw e;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    }
  }

  private static String blockers(Connection connection) throws SQLException {
    StringJoiner blockers = new StringJoiner(", ");
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET statement_timeout = 0");
      if (inRecovery(statement)) {
        return "on a standby until the primary has logged which they are, which this has it do at"
            + " once, run there: SELECT pg_log_standby_snapshot()";
      }
      try (ResultSet row =
          statement.executeQuery(
              "SELECT pid, datname, state, now() - xact_start FROM pg_catalog.pg_stat_activity"
                  + " WHERE backend_xid IS NOT NULL ORDER BY xact_start LIMIT 5")) {
        while (row.next()) {
          blockers.add(
              "pid "
                  + row.getInt(1)
                  + " in "
                  + row.getString(2)
                  + " ("
                  + row.getString(3)
                  + " for "
                  + row.getString(4)
                  + ")");
        }
      }
    }
    return blockers.length() == 0 ? "none is visible to this role" : blockers.toString();
  }

  private static boolean inRecovery(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT pg_catalog.pg_is_in_recovery()")) {
      row.next();
      return row.getBoolean(1);
    }
  }
}
