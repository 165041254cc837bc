package io.walmirror.connector.catalog;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the catalog knows of a table beyond its RELATION message: which columns it has now, which
 * are NOT NULL, the primary key in its own order (for a table without one, a unique index whose
 * columns are all NOT NULL), and the expressions of defaults.
 */
public record TableDescription(
    List<String> columns,
    Set<String> required,
    List<String> primaryKey,
    Map<String, String> defaults) {

  /** What is said of a table that the catalog no longer has in this shape. */
  public static final TableDescription UNKNOWN =
      new TableDescription(List.of(), Set.of(), List.of(), Map.of());

  public TableDescription {
    columns = List.copyOf(columns);
    required = Set.copyOf(required);
    primaryKey = List.copyOf(primaryKey);
    defaults = Map.copyOf(defaults);
  }

  /** The same table, one column of which may be NULL. */
  public TableDescription withOptional(String column) {
    Set<String> others = new HashSet<>(required);
    others.remove(column);
    return new TableDescription(columns, others, primaryKey, defaults);
  }
}
