package io.walmirror.connector.wire;

import io.walmirror.envelope.Lsn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;
import org.postgresql.replication.fluent.logical.ChainedLogicalStreamBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection's stream of pgoutput messages.
 *
 * <p>Owned by the reader thread: reading holds the lock that status messages need, so nobody else
 * may call in. The driver's automatic flush is off: on, it confirms what nobody has stored.
 */
public final class ReplicationStream implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ReplicationStream.class);

  private static final String SKIPPED_STATE = "55000";
  private static final String UNDEFINED_OBJECT = "42704";
  private static final int PARALLEL_SINCE = 16;
  private static final String CONNECTION_FAILURE = "08006";
  private static final Duration STATUS = Duration.ofSeconds(1);

  private final Connection connection;
  private final String publication;
  private final PGReplicationStream stream;
  private final Supplier<Lsn> confirmable;
  private final Optional<WatchedSocket> socket;
  private final Optional<VerifiedMessages> verified;
  private final long statusNanos;
  private final VerifiedMessages.Arrivals arrivals =
      new VerifiedMessages.Arrivals() {
        @Override
        public ByteBuffer next() throws SQLException {
          return arrived();
        }

        @Override
        public Lsn lsn() {
          return sent();
        }
      };
  private Lsn announced = Lsn.ZERO;
  private long nextStatusNanos;

  private ReplicationStream(
      Connection connection,
      String publication,
      PGReplicationStream stream,
      Optional<WatchedSocket> socket,
      Optional<VerifiedMessages> verified,
      Supplier<Lsn> confirmable,
      Duration status) {
    this.connection = connection;
    this.publication = publication;
    this.stream = stream;
    this.socket = socket;
    this.verified = verified;
    this.confirmable = confirmable;
    this.statusNanos = (status.compareTo(STATUS) < 0 ? status : STATUS).toNanos();
    this.nextStatusNanos = System.nanoTime();
  }

  /**
   * Starts streaming at {@code from}, on a connection that this stream then owns; from a standby
   * its messages are {@code verified}.
   */
  static ReplicationStream open(
      Connection replication,
      Optional<WatchedSocket> socket,
      Optional<VerifiedMessages> verified,
      StreamRequest request,
      Lsn from,
      Supplier<Lsn> confirmable)
      throws SQLException {
    ChainedLogicalStreamBuilder start =
        replication
            .unwrap(PGConnection.class)
            .getReplicationAPI()
            .replicationStream()
            .logical()
            .withSlotName(Sql.identifier(request.slot()))
            .withStartPosition(LogSequenceNumber.valueOf(from.value()))
            .withAutomaticFlush(false)
            .withStatusInterval(10, TimeUnit.SECONDS)
            .withSlotOption("publication_names", Sql.identifier(request.publication()))
            .withSlotOption("messages", "true")
            .withSlotOption("binary", Boolean.toString(request.binary()));
    int server = replication.getMetaData().getDatabaseMajorVersion();
    if (server >= PARALLEL_SINCE) {
      start.withSlotOption("origin", "any");
    }
    switch (request.streaming()) {
      case OFF -> start.withSlotOption("proto_version", "1");
      case ON -> start.withSlotOption("proto_version", "2").withSlotOption("streaming", "on");
      case PARALLEL -> {
        boolean known = server >= PARALLEL_SINCE;
        start
            .withSlotOption("proto_version", known ? "4" : "2")
            .withSlotOption("streaming", known ? "parallel" : "on");
      }
    }
    return new ReplicationStream(
        replication,
        request.publication(),
        start.start(),
        socket,
        verified,
        confirmable,
        request.status());
  }

  /** The next message, or null when nothing has arrived. */
  public ByteBuffer next() throws SQLException {
    return verified.isPresent() ? verified.get().next(arrivals) : arrived();
  }

  private ByteBuffer arrived() throws SQLException {
    ByteBuffer message = pending();
    // Looked at before the message is: from PostgreSQL 18 on the server only warns that it skips
    // changes, and what comes behind the warning would be taken to cover them.
    SQLWarning warning = connection.getWarnings();
    if (warning != null) {
      heed(warning);
    }
    return message;
  }

  private ByteBuffer pending() throws SQLException {
    try {
      return stream.readPending();
    } catch (SQLException e) {
      // The slot was found when the stream began: what is missing now is the publication.
      throw UNDEFINED_OBJECT.equals(e.getSQLState()) ? new LostPublicationException(e) : e;
    }
  }

  private void heed(SQLWarning first) throws SQLException {
    for (SQLWarning each = first; each != null; each = each.getNextWarning()) {
      if (SKIPPED_STATE.equals(each.getSQLState()) && each.getMessage().contains(publication)) {
        throw new LostPublicationException(each);
      }
      log.info("the server says: {}", each.getMessage());
    }
    connection.clearWarnings();
  }

  /**
   * Waits until something arrives, at most for {@code patience}. A server that was asked for a sign
   * of life every second and gave none for {@code silence} is given up: the connection is half
   * open.
   */
  public void awaitMessage(Duration patience, Duration silence) throws SQLException {
    if (socket.isEmpty()) {
      // A socket factory of the user's: the driver's own read has waited a millisecond already.
      return;
    }
    try {
      socket.get().awaitInput(patience);
      long silent = System.nanoTime() - socket.get().lastInputNanos();
      if (silent > silence.toNanos()) {
        throw new SilenceException(silence);
      }
    } catch (IOException e) {
      throw new SQLException("the connection broke: " + e.getMessage(), CONNECTION_FAILURE, e);
    }
  }

  /** Where the last message's record is, or, when nothing is pending, what the server has sent. */
  public Lsn lsn() {
    return verified.isPresent() ? verified.get().lsn() : sent();
  }

  private Lsn sent() {
    return new Lsn(stream.getLastReceiveLSN().asLong());
  }

  /** What the server has been told so far that it may forget. */
  public Lsn confirmed() {
    return announced;
  }

  /**
   * Tells the server that we live and what we confirm: at once when there is something new to
   * confirm, else once a second. The server answers, which shows what it has sent and that it
   * lives.
   */
  public void sendStatusIfDue() throws SQLException {
    long now = System.nanoTime();
    Lsn lsn = confirmable.get();
    if (now - nextStatusNanos < 0 && lsn.equals(announced)) {
      return;
    }
    nextStatusNanos = now + statusNanos;
    LogSequenceNumber number = LogSequenceNumber.valueOf(lsn.value());
    stream.setFlushedLSN(number);
    stream.setAppliedLSN(number);
    stream.forceUpdateStatus();
    announced = lsn;
    if (stream.isClosed()) {
      throw new SQLException("the server ended the replication stream", CONNECTION_FAILURE);
    }
  }

  /** Asks the server at once how far it has sent; the answer comes like any message. */
  public void askWhereItIs() throws SQLException {
    nextStatusNanos = System.nanoTime();
    sendStatusIfDue();
  }

  @Override
  public void close() throws SQLException {
    try {
      connection.close();
    } finally {
      if (verified.isPresent()) {
        verified.get().close();
      }
    }
  }
}
