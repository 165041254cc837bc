package io.walmirror.connector.wire;

import io.walmirror.envelope.Lsn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Who answers: the cluster's system identifier, its timeline, and the end of its log. */
public record ServerIdentity(String systemId, long timeline, Lsn walEnd) {

  /** Asks a walsender. */
  static ServerIdentity of(Connection replication) throws SQLException {
    try (Statement statement = replication.createStatement();
        ResultSet row = statement.executeQuery("IDENTIFY_SYSTEM")) {
      row.next();
      return new ServerIdentity(
          row.getString("systemid"), row.getLong("timeline"), Lsn.parse(row.getString("xlogpos")));
    }
  }
}
