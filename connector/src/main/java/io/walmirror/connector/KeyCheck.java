package io.walmirror.connector;

import io.walmirror.connector.catalog.Catalog;
import io.walmirror.connector.catalog.ColumnType;
import io.walmirror.connector.catalog.RowNames;
import io.walmirror.connector.config.SourceConfig;
import io.walmirror.connector.record.ColumnRules;
import io.walmirror.connector.record.KeyForms;
import io.walmirror.connector.value.Codec;
import io.walmirror.connector.value.Codecs;
import io.walmirror.connector.value.Merging;
import io.walmirror.envelope.TableName;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** Asks the catalog whether keys, in the forms that are set, tell all rows apart. */
final class KeyCheck {

  private final ColumnRules rules;
  private final Catalog catalog;
  private final Codecs codecs;
  private final ConverterCheck converters;
  private final BiConsumer<String, String> problems;

  /** {@code problems} is told a setting's name and what is wrong. */
  KeyCheck(
      SourceConfig config,
      Catalog catalog,
      Codecs codecs,
      ConverterCheck converters,
      BiConsumer<String, String> problems) {
    this.rules = config.columns();
    this.catalog = catalog;
    this.codecs = codecs;
    this.converters = converters;
    this.problems = problems;
  }

  /** Of the tables that have these columns. */
  void check(List<ColumnType> columns) throws SQLException {
    Map<TableName, List<ColumnType>> tables =
        columns.stream()
            .collect(
                Collectors.groupingBy(ColumnType::table, LinkedHashMap::new, Collectors.toList()));
    for (Map.Entry<TableName, List<ColumnType>> table : tables.entrySet()) {
      // Hardly any has such a column: the others cost no question.
      if (table.getValue().stream().anyMatch(column -> merging(column).isPresent())) {
        check(table.getKey(), table.getValue());
      }
    }
  }

  private void check(TableName table, List<ColumnType> columns) throws SQLException {
    List<String> names = columns.stream().map(ColumnType::column).toList();
    List<String> wanted = rules.key(table, names);
    List<String> key = wanted.isEmpty() ? RowNames.of(catalog, table, names) : wanted;
    for (ColumnType column : columns) {
      Optional<Merging> merging = merging(column);
      if (merging.isPresent()
          && key.contains(column.column())
          && !converters.takes(column, (setting, told) -> {})) {
        problems.accept(
            merging.get().setting(), KeyForms.problem(table, column.column(), merging.get()));
      }
    }
  }

  private Optional<Merging> merging(ColumnType column) {
    return codecs.of(column.oid(), column.modifier()).flatMap(Codec::merges);
  }
}
