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

/** Sees to it that there is a publication, before there is a slot that would need it. */
final class PublicationSetup {

  private static final Logger log = LoggerFactory.getLogger(PublicationSetup.class);

  private final SourceConfig config;
  private final Publication publication;

  PublicationSetup(SourceConfig config) {
    this.config = config;
    this.publication = new Publication(config.streamRequest().publication());
  }

  /** Creates it, or makes it publish what is captured, as the settings say. */
  void prepare(Catalog catalog) throws SQLException {
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
          publication.execute(connection, publication.createForAllTables());
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
          publication.execute(connection, publication.createFor(tables));
        } else if (!state.get().allTables()
            && publication.setTables(connection, state.get(), tables)) {
          log.info("publication {} now has {} tables", publication.name(), tables.size());
        }
      }
    }
  }
}
