package io.walmirror.connector.catalog;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What matters of a server and of the role that asks. */
public record ServerFacts(
    int majorVersion,
    String walLevel,
    String role,
    boolean superuser,
    boolean mayReplicate,
    int slots,
    int maxSlots,
    boolean standby) {

  /** Standbys can be read from since this version. */
  private static final int STANDBYS_SINCE = 16;

  private static final String QUERY =
      "SELECT current_setting('server_version_num')::int / 10000, current_setting('wal_level'),"
          + " current_user, r.rolsuper,"
          // Managed services grant replication by membership in a role of their own.
          + " r.rolsuper OR r.rolreplication OR EXISTS (SELECT 1 FROM pg_catalog.pg_roles g WHERE"
          + " g.rolname IN ('rds_replication', 'rds_superuser', 'azure_pg_admin',"
          + " 'cloudsqlsuperuser', 'alloydbsuperuser') AND pg_catalog.pg_has_role(r.oid, g.oid,"
          + " 'member')),"
          + " (SELECT count(*) FROM pg_catalog.pg_replication_slots),"
          + " current_setting('max_replication_slots')::int, pg_catalog.pg_is_in_recovery()"
          + " FROM pg_catalog.pg_roles r WHERE r.rolname = current_user";

  /** True of a standby that has no logical slots. */
  public boolean standbyTooOld() {
    return standby && majorVersion < STANDBYS_SINCE;
  }

  public static ServerFacts of(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(QUERY)) {
      row.next();
      return new ServerFacts(
          row.getInt(1),
          row.getString(2),
          row.getString(3),
          row.getBoolean(4),
          row.getBoolean(5),
          row.getInt(6),
          row.getInt(7),
          row.getBoolean(8));
    }
  }
}
