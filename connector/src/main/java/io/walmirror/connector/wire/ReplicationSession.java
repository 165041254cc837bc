package io.walmirror.connector.wire;

import io.walmirror.envelope.Lsn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** A connection to the walsender that does not stream yet. */
public final class ReplicationSession {

  private static final int PATIENCE_MILLIS = 8000;

  private final Database database;
  private final Connection connection;
  private final ServerIdentity server;
  private final Optional<WatchedSocket> socket;

  private ReplicationSession(
      Database database,
      Connection connection,
      ServerIdentity server,
      Optional<WatchedSocket> socket) {
    this.database = database;
    this.connection = connection;
    this.server = server;
    this.socket = socket;
  }

  public static ReplicationSession open(Database database) throws SQLException {
    String ticket = UUID.randomUUID().toString();
    Connection connection;
    Optional<WatchedSocket> socket;
    try {
      connection = database.connectForReplication(ticket);
    } finally {
      socket = WatchedSocketFactory.claim(ticket);
    }
    try {
      return new ReplicationSession(database, connection, ServerIdentity.of(connection), socket);
    } catch (SQLException e) {
      close(connection, e);
      throw e;
    }
  }

  public ServerIdentity server() {
    return server;
  }

  /** The timeline that the server is on by now; waits a moment at most. */
  long timelineNow() throws SQLException {
    connection.setNetworkTimeout(Runnable::run, PATIENCE_MILLIS);
    return ServerIdentity.timeline(connection);
  }

  /** Where the server's timeline left this one; empty if it does not descend from it. */
  public Optional<Lsn> forkOf(long timeline) throws SQLException {
    return TimelineHistory.forkOf(connection, server.timeline(), timeline);
  }

  /** Runs a command that creates a slot, for at most that long. */
  Slot.Exported export(String command, int seconds) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      // The server's own time limit does not hold for replication commands.
      statement.setQueryTimeout(seconds);
      try (ResultSet row = statement.executeQuery(command)) {
        row.next();
        return new Slot.Exported(
            Lsn.parse(row.getString("consistent_point")), row.getString("snapshot_name"));
      }
    }
  }

  /**
   * Starts to stream at {@code from}; the stream then owns the connection and confirms what {@code
   * confirmable} says.
   */
  public ReplicationStream stream(StreamRequest request, Lsn from, Supplier<Lsn> confirmable)
      throws SQLException {
    Optional<VerifiedMessages> verified = Optional.empty();
    if (server.standby()) {
      verified =
          Optional.of(new VerifiedMessages(StandbyTimeline.open(database, server.timeline())));
    }
    try {
      return ReplicationStream.open(connection, socket, verified, request, from, confirmable);
    } catch (SQLException e) {
      if (verified.isPresent()) {
        verified.get().closeAfter(e);
      }
      throw e;
    }
  }

  public void close() throws SQLException {
    connection.close();
  }

  /** Closes the connection because of a failure that matters more. */
  public void closeAfter(Exception failure) {
    close(connection, failure);
  }

  private static void close(Connection connection, Exception failure) {
    try {
      connection.close();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }
}
