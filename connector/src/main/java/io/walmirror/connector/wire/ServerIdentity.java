package io.walmirror.connector.wire;

import io.walmirror.envelope.Lsn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Who answers: the cluster's system identifier, its timeline, the end of its log, whether it is a
 * standby, and the server's major version.
 */
public record ServerIdentity(
    String systemId, long timeline, Lsn walEnd, boolean standby, int version) {

  /** Standbys can be read from since this version. */
  private static final int STANDBYS_SINCE = 16;

  /** True of a standby that can be read from only once it is promoted. */
  public boolean awaitsPromotion() {
    return standby && version < STANDBYS_SINCE;
  }

  /** The timeline that a walsender sends from now. */
  static long timeline(Connection replication) throws SQLException {
    try (Statement statement = replication.createStatement();
        ResultSet row = statement.executeQuery("IDENTIFY_SYSTEM")) {
      row.next();
      return row.getLong("timeline");
    }
  }

  /** Asks a walsender. */
  static ServerIdentity of(Connection replication) throws SQLException {
    // Asked first: whoever is promoted in between is watched in vain, which costs little.
    boolean standby;
    try (Statement statement = replication.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_catalog.pg_is_in_recovery()")) {
      row.next();
      standby = "t".equals(row.getString(1));
    }
    try (Statement statement = replication.createStatement();
        ResultSet row = statement.executeQuery("IDENTIFY_SYSTEM")) {
      row.next();
      return new ServerIdentity(
          row.getString("systemid"),
          row.getLong("timeline"),
          Lsn.parse(row.getString("xlogpos")),
          standby,
          replication.getMetaData().getDatabaseMajorVersion());
    }
  }
}
