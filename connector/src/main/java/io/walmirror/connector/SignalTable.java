package io.walmirror.connector;

import io.walmirror.connector.catalog.Catalog;
import io.walmirror.connector.catalog.CatalogUnreachableException;
import io.walmirror.connector.catalog.Partitions;
import io.walmirror.connector.config.SignalSettings;
import io.walmirror.envelope.TableName;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Tells the signal table, and its partitions where it has some. Used by the reader thread alone.
 */
final class SignalTable implements Predicate<TableName> {

  private final SignalSettings.Signals settings;
  private final Catalog catalog;
  private final Map<TableName, Boolean> known = new HashMap<>();

  SignalTable(SignalSettings.Signals settings, Catalog catalog) {
    this.settings = settings;
    this.catalog = catalog;
  }

  @Override
  public boolean test(TableName table) {
    return settings.table().isPresent()
        && (settings.isTable(table) || known.computeIfAbsent(table, this::isPartition));
  }

  private boolean isPartition(TableName table) {
    try {
      return Partitions.rootsOf(catalog.connection(), table).stream().anyMatch(settings::isTable);
    } catch (SQLException e) {
      throw new CatalogUnreachableException(e);
    }
  }
}
