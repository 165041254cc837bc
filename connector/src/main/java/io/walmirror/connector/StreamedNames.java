package io.walmirror.connector;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Under which names a server streams partitions. Before 15 an open stream keeps the name under
 * which it told a table's first change, though that was attached or detached since. Only a stream
 * that is opened anew has the right ones; rows that are read behind that make up for what came
 * before it.
 */
final class StreamedNames {

  private static final Logger log = LoggerFactory.getLogger(StreamedNames.class);

  private static final int FIRST_TO_FOLLOW = 15;

  /** Waits until the stream has ended; whoever reads it opens it again where it was. */
  private static final String END =
      "SELECT pg_catalog.pg_terminate_backend(active_pid, 10000)"
          + " FROM pg_catalog.pg_replication_slots WHERE slot_name = ? AND active_pid IS NOT NULL";

  private final String slot;

  StreamedNames(String slot) {
    this.slot = slot;
  }

  /** True if an open stream of this server follows what is attached and detached. */
  static boolean follow(Connection connection) throws SQLException {
    return connection.getMetaData().getDatabaseMajorVersion() >= FIRST_TO_FOLLOW;
  }

  /** Has the stream opened anew where that is needed. */
  void renew(Connection connection) throws SQLException {
    if (follow(connection)) {
      return;
    }
    log.info("the stream of {} is opened anew, so that partitions have their new names", slot);
    try (PreparedStatement query = connection.prepareStatement(END)) {
      query.setString(1, slot);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          if (!row.getBoolean(1)) {
            throw new SQLException("the stream of slot " + slot + " did not end");
          }
        }
      }
    }
  }
}
