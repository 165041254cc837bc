package io.walmirror.connector.snapshot;

import io.walmirror.connector.wire.Database;
import io.walmirror.connector.wire.Slot;
import io.walmirror.connector.wire.Sql;
import io.walmirror.envelope.Lsn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A snapshot of the database that any connection can look through for as long as this is open, and
 * the point of the log that it belongs to: what committed below that point is in it, and nothing
 * else is.
 */
public final class ExportedSnapshot implements AutoCloseable {

  private static final String LOST = "08006";

  private final Connection connection;
  private final Lsn point;
  private final String name;
  private final long micros;

  private ExportedSnapshot(Connection connection, Lsn point, String name, long micros) {
    this.connection = connection;
    this.point = point;
    this.name = name;
    this.micros = micros;
  }

  /**
   * Takes over the snapshot that a slot's creation exported, which lives no longer than the
   * connection that created it is left alone.
   */
  public static ExportedSnapshot of(Database database, Slot.Exported slot) throws SQLException {
    Connection connection = database.connect("snapshot");
    try {
      begin(connection, slot.snapshot());
      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "SELECT pg_catalog.pg_export_snapshot(), (extract(epoch FROM"
                      + " transaction_timestamp()) * 1000000)::bigint")) {
        row.next();
        return new ExportedSnapshot(connection, slot.point(), row.getString(1), row.getLong(2));
      }
    } catch (SQLException e) {
      try {
        connection.close();
      } catch (SQLException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  /** Begins a transaction that sees this snapshot. */
  static void begin(Connection connection, String snapshot) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      try {
        statement.execute("SET TRANSACTION SNAPSHOT " + Sql.literal(snapshot));
      } catch (SQLException e) {
        throw new SQLException("the snapshot is gone: " + e.getMessage(), LOST, e);
      }
    }
  }

  public Lsn point() {
    return point;
  }

  /** When it was taken over, in microseconds from 1970 by the server's clock. */
  public long micros() {
    return micros;
  }

  /** What other connections call it. */
  String name() {
    return name;
  }

  /** A connection that looks through it, for the catalog as it is in the snapshot. */
  public Connection connection() {
    return connection;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
