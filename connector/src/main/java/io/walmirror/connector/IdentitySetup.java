package io.walmirror.connector;

import io.walmirror.connector.catalog.Catalog;
import io.walmirror.connector.catalog.ReplicaIdentities;
import io.walmirror.connector.catalog.ReplicaIdentities.Identity;
import io.walmirror.connector.config.IdentitySettings;
import io.walmirror.connector.config.SourceConfig;
import io.walmirror.envelope.TableName;
import java.sql.SQLException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets the replica identities that the settings want, before the stream begins. What the role may
 * not alter, or has no such index, is said and left as it is.
 */
final class IdentitySetup {

  private static final Logger log = LoggerFactory.getLogger(IdentitySetup.class);

  /** What a standby answers. */
  private static final String READ_ONLY = "25006";

  private final SourceConfig config;
  private final IdentitySettings wanted;

  IdentitySetup(SourceConfig config) {
    this.config = config;
    this.wanted = config.replicaIdentities();
  }

  void prepare(Catalog catalog) throws SQLException {
    if (wanted.isEmpty()) {
      return;
    }
    ReplicaIdentities identities = new ReplicaIdentities(catalog.connection());
    for (TableName table : catalog.tables(config.captured())) {
      Optional<Identity> identity = wanted.of(table);
      if (identity.isPresent()) {
        set(identities, table, identity.get());
      }
    }
  }

  private static void set(ReplicaIdentities identities, TableName table, Identity identity)
      throws SQLException {
    try {
      if (identities.set(table, identity)) {
        log.info("the replica identity of {} is {} now", table, identity);
      }
    } catch (SQLException e) {
      if (e.getSQLState() == null
          || (!e.getSQLState().startsWith("42") && !READ_ONLY.equals(e.getSQLState()))) {
        throw e;
      }
      log.error(
          "the replica identity of {} stays as it is: {}; have its owner run: {}",
          table,
          e.getMessage(),
          identity.sql(table));
    }
  }
}
