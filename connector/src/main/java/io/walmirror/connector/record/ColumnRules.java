package io.walmirror.connector.record;

import io.walmirror.connector.value.ColumnMapping;
import io.walmirror.envelope.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.Schema;

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

  /** The columns that a mapping is for, and the setting that says so. */
  public record Mapped(String setting, Predicate<String> columns, ColumnMapping mapping) {

    /** Why this is no rule for a column, where it would leave its values as they are. */
    public Optional<String> unhidden(String column, Schema schema) {
      return mapping.reaches(schema)
          ? Optional.empty()
          : Optional.of(
              setting
                  + " hides texts and arrays of texts, and "
                  + column
                  + " is neither (its values are "
                  + schema.type()
                  + "): leave it out with column.exclude.list, or do not name it there; bytea and"
                  + " hstore are texts with binary.handling.mode=hex and"
                  + " hstore.handling.mode=json");
    }
  }

  /** Whether a column is in the row of an event. */
  public boolean includes(TableName table, String column) {
    return included.test(table + "." + column);
  }

  /** What becomes of a column's values: the first that is said of it. */
  public Optional<Mapped> mapping(TableName table, String column) {
    String name = table + "." + column;
    return mapped.stream().filter(rule -> rule.columns.test(name)).findFirst();
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
