package io.walmirror.connector.record;

import io.walmirror.connector.value.ColumnMapping;
import io.walmirror.envelope.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What the settings say of columns, by their full names {@code schema.table.column}: which are in
 * the row, what becomes of their values, and which make the key. Asked when a plan is compiled,
 * never for a row.
 */
public record ColumnRules(
    Predicate<String> included,
    List<Mapped> mapped,
    List<Predicate<String>> keys,
    SchemaRules schemas) {

  /** Every column as it is. */
  public static final ColumnRules NONE =
      new ColumnRules(column -> true, List.of(), List.of(), SchemaRules.USUAL);

  public ColumnRules {
    mapped = List.copyOf(mapped);
    keys = List.copyOf(keys);
  }

  /** The columns that a mapping is for. */
  public record Mapped(Predicate<String> columns, ColumnMapping mapping) {}

  /** Whether a column is in the row of an event. */
  public boolean includes(TableName table, String column) {
    return included.test(table + "." + column);
  }

  /** What becomes of a column's values: the first that is said of it. */
  Optional<ColumnMapping> mapping(TableName table, String column) {
    String name = table + "." + column;
    return mapped.stream().filter(rule -> rule.columns.test(name)).map(Mapped::mapping).findFirst();
  }

  /** The columns of the key in the order in which they are said; empty where nothing is said. */
  public List<String> key(TableName table, List<String> columns) {
    List<String> key = new ArrayList<>();
    for (Predicate<String> wanted : keys) {
      for (String column : columns) {
        if (wanted.test(table + "." + column) && !key.contains(column)) {
          key.add(column);
        }
      }
    }
    return key;
  }
}
