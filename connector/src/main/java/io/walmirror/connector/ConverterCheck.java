package io.walmirror.connector;

import io.walmirror.connector.catalog.Catalog;
import io.walmirror.connector.catalog.CatalogUnreachableException;
import io.walmirror.connector.catalog.ColumnType;
import io.walmirror.connector.catalog.DeclaredTypes;
import io.walmirror.connector.config.ConverterSettings;
import io.walmirror.connector.config.SourceConfig;
import io.walmirror.connector.convert.ConverterFailedException;
import io.walmirror.connector.convert.Converters;
import java.sql.SQLException;
import java.util.function.BiConsumer;

/** Asks the user's converters about the captured columns, before a task is started with them. */
final class ConverterCheck {

  private final Converters converters;
  private final DeclaredTypes declared;

  ConverterCheck(SourceConfig config, Catalog catalog) {
    this.converters = config.converters();
    this.declared = new DeclaredTypes(catalog);
  }

  /** Whether a converter takes the column; one that cannot be asked is a problem. */
  boolean takes(ColumnType column, BiConsumer<String, String> problems) {
    if (converters.isEmpty()) {
      return false;
    }
    try {
      return converters
          .codec(
              column.table(),
              column.column(),
              declared.of(column.table(), column.column(), column.oid(), column.modifier()),
              true)
          .isPresent();
    } catch (ConverterFailedException e) {
      problems.accept(ConverterSettings.CONVERTERS, e.getMessage());
      return true;
    } catch (SQLException e) {
      throw new CatalogUnreachableException(e);
    }
  }
}
