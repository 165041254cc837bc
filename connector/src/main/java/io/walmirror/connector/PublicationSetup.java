package io.walmirror.connector;

import io.walmirror.connector.catalog.Catalog;
import io.walmirror.connector.config.SourceConfig;
import io.walmirror.connector.wire.Publication;
import io.walmirror.envelope.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that there is a publication, and that its tables tell what is wanted, before there is
 * a slot that would need it.
 */
final class PublicationSetup {

  private static final Logger log = LoggerFactory.getLogger(PublicationSetup.class);

  /** What a standby answers. */
  private static final String READ_ONLY = "25006";

  private final SourceConfig config;
  private final Publication publication;
  private final IdentitySetup identities;

  PublicationSetup(SourceConfig config) {
    this.config = config;
    this.publication = config.publication();
    this.identities = new IdentitySetup(config);
  }

  private void alter(Connection connection, Publication.State now, List<TableName> tables)
      throws SQLException {
    if (publication.setTables(connection, now, tables)) {
      log.info("publication {} now has {} tables", publication.name(), tables.size());
    }
  }

  /** Does what a standby refuses to do: then who reads from one is told what to do. */
  private static void onPrimary(String what, String sql, Statement statement) throws SQLException {
    try {
      statement.run();
    } catch (SQLException e) {
      if (READ_ONLY.equals(e.getSQLState())) {
        throw new ConnectException(StandbyCheck.onPrimary(what, sql), e);
      }
      throw e;
    }
  }

  /** SQL that changes the catalog. */
  private interface Statement {
    void run() throws SQLException;
  }

  /** Creates it, or makes it publish what is captured, as the settings say. */
  void prepare(Catalog catalog) throws SQLException {
    identities.prepare(catalog);
    Connection connection = catalog.connection();
    Optional<Publication.State> state = publication.find(connection);
    switch (config.publicationMode()) {
      case DISABLED -> {
        if (state.isEmpty()) {
          throw new ConnectException(
              "publication "
                  + publication.name()
                  + " does not exist and publication.autocreate.mode=disabled; create it: "
                  + publication.createFor(catalog.tables(config.published())));
        }
      }
      case ALL_TABLES -> {
        if (state.isEmpty()) {
          log.info("creating publication {} for all tables", publication.name());
          onPrimary(
              "publication " + publication.name() + " has to be created",
              publication.createForAllTables(),
              () -> publication.execute(connection, publication.createForAllTables()));
        }
      }
      case FILTERED -> {
        List<TableName> tables = catalog.tables(config.published());
        if (tables.isEmpty()) {
          throw new ConnectException(
              "no table of "
                  + config.database()
                  + " is captured; check table.include.list and its kin, or create the tables first");
        }
        if (state.isEmpty()) {
          log.info("creating publication {} for {} tables", publication.name(), tables.size());
          onPrimary(
              "publication " + publication.name() + " has to be created",
              publication.createFor(tables),
              () -> publication.execute(connection, publication.createFor(tables)));
        } else if (!state.get().allTables()) {
          onPrimary(
              "publication " + publication.name() + " has to be altered",
              publication.setTables(tables),
              () -> alter(connection, state.get(), tables));
        }
      }
    }
  }
}
