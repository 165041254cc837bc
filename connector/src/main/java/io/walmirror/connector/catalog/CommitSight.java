package io.walmirror.connector.catalog;

import io.walmirror.envelope.Lsn;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Whether a query sees what a transaction did. Its commit is in the log, and may be streamed, a
 * moment before that; with synchronous replication the moment may be long. Used by the catalog's
 * thread.
 */
public final class CommitSight {

  /** NULL on a standby, which streams only what it has replayed and shows. */
  private static final String SNAPSHOT =
      "SELECT CASE WHEN NOT pg_catalog.pg_is_in_recovery()"
          + " THEN pg_catalog.pg_current_snapshot()::text END";

  private final Catalog catalog;
  private int lastSeen;

  public CommitSight(Catalog catalog) {
    this.catalog = catalog;
  }

  /** True if queries from now on see what the transaction with this id did, which is over. */
  public boolean sees(int xid) throws SQLException {
    if (xid == lastSeen) {
      return true;
    }
    try (Statement statement = catalog.connection().createStatement();
        ResultSet row = statement.executeQuery(SNAPSHOT)) {
      row.next();
      String snapshot = row.getString(1);
      boolean seen = snapshot == null || Seen.of(snapshot).sees(xid, Lsn.ZERO);
      lastSeen = seen ? xid : 0;
      return seen;
    }
  }
}
