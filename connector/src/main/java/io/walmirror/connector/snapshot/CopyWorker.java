package io.walmirror.connector.snapshot;

import io.walmirror.connector.pgoutput.Tuple;
import io.walmirror.connector.wire.Database;
import io.walmirror.connector.wire.SqlFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads chunk after chunk over a connection of its own: each in a transaction that sees the
 * snapshot, and that ends with the chunk, so that no lock on a table is kept for longer.
 */
final class CopyWorker implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(CopyWorker.class);

  private static final long PIECE_BYTES = 1 << 16;

  private static final String SAME_FILE =
      "SELECT count(*) FROM pg_catalog.pg_class WHERE oid = ?::oid AND relfilenode = ?"
          + " AND relfilenode = pg_catalog.pg_relation_filenode(oid)";

  private final Database database;
  private final String snapshot;
  private final Queue<Chunk> chunks;
  private final PieceQueue pieces;
  private volatile Connection connection;
  private volatile boolean stopping;

  CopyWorker(Database database, String snapshot, Queue<Chunk> chunks, PieceQueue pieces) {
    this.database = database;
    this.snapshot = snapshot;
    this.chunks = chunks;
    this.pieces = pieces;
  }

  @Override
  public void run() {
    try {
      connection = database.connect("snapshot");
      for (Chunk chunk = chunks.poll(); chunk != null && !stopping; chunk = chunks.poll()) {
        pieces.put(read(chunk));
      }
    } catch (InterruptedException e) {
      log.debug("a snapshot's worker was interrupted", e);
    } catch (SQLException e) {
      failed(e);
    } catch (RuntimeException e) {
      failed(new SQLException("reading rows failed: " + e, e));
    } finally {
      close();
    }
  }

  private void close() {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      log.debug("closing a snapshot's connection failed", e);
    }
  }

  private void failed(SQLException failure) {
    if (stopping) {
      return;
    }
    try {
      pieces.put(new Piece.Failed(failure));
    } catch (InterruptedException e) {
      log.debug("a snapshot's worker was interrupted", e);
    }
  }

  /** Hands the rows of a chunk over; what is to be said when they all are. */
  private Piece read(Chunk chunk) throws SQLException, InterruptedException {
    ExportedSnapshot.begin(connection, snapshot);
    try (Statement statement = connection.createStatement()) {
      // A policy that hides rows must fail, not leave them out.
      statement.execute("SET LOCAL row_security = off");
      statement.execute("SET LOCAL enable_seqscan = off");
      Piece end;
      try {
        copy(chunk);
        end =
            sameFile(chunk.leaf())
                ? new Piece.Done(chunk)
                : new Piece.Rewritten(chunk, "was rewritten or truncated");
      } catch (SQLException e) {
        if (!SqlFailure.isGone(e)) {
          throw e;
        }
        end = new Piece.Rewritten(chunk, "or a column of it was dropped");
      }
      statement.execute("ROLLBACK");
      return end;
    }
  }

  private void copy(Chunk chunk) throws SQLException, InterruptedException {
    CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(chunk.copy());
    List<SnapshotTable.Column> columns = chunk.table().columns();
    List<Tuple> rows = new ArrayList<>();
    long bytes = 0;
    int at = -1;
    for (byte[] message = copy.readFromCopy(); message != null; message = copy.readFromCopy()) {
      at = at < 0 ? CopyRow.begin(message) : 0;
      if (CopyRow.ends(message, at)) {
        continue;
      }
      Tuple row = CopyRow.tuple(message, at, columns);
      rows.add(row);
      bytes += row.bytes().length;
      if (bytes >= PIECE_BYTES) {
        pieces.put(new Piece.Rows(chunk, rows, bytes));
        rows = new ArrayList<>();
        bytes = 0;
      }
    }
    if (!rows.isEmpty()) {
      pieces.put(new Piece.Rows(chunk, rows, bytes));
    }
  }

  /**
   * Whether the leaf still is in the file that it was in when the snapshot was taken. In another
   * one all rows are newer than the snapshot, which then shows none.
   */
  private boolean sameFile(Leaf leaf) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(SAME_FILE)) {
      query.setLong(1, Integer.toUnsignedLong(leaf.oid()));
      query.setLong(2, leaf.file());
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getInt(1) == 1;
      }
    }
  }

  /** Ends it, also in the middle of a COPY. Any thread. */
  void stop() {
    stopping = true;
    Connection now = connection;
    if (now != null) {
      try {
        now.abort(Runnable::run);
      } catch (SQLException e) {
        log.debug("closing a snapshot's connection failed", e);
      }
    }
  }
}
