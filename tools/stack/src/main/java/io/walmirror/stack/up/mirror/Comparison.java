package io.walmirror.stack.up.mirror;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The rule of the mirror: one key for each row, one field for each column that is not NULL. */
final class Comparison {

  private Comparison() {}

  /** How the key differs from the row that it should mirror; empty where it does not. */
  static List<Difference> of(String key, Row row, Held held) {
    if (row instanceof Row.Present present) {
      if (held instanceof Held.Hash hash) {
        return fields(key, present.columns(), hash.fields());
      }
      return List.of(
          held instanceof Held.Other
              ? new Difference.OtherType(key)
              : new Difference.MissingKey(key));
    }
    return held instanceof Held.Nothing ? List.of() : List.of(new Difference.ExtraKey(key));
  }

  private static List<Difference> fields(
      String key, Map<String, String> columns, Map<String, String> fields) {
    if (columns.equals(fields)) {
      return List.of();
    }
    List<Difference> differences = new ArrayList<>();
    for (String column : new TreeSet<>(columns.keySet())) {
      String value = fields.get(column);
      if (value == null) {
        differences.add(new Difference.MissingField(key, column));
      } else if (!value.equals(columns.get(column))) {
        differences.add(new Difference.OtherValue(key, column));
      }
    }
    for (String field : new TreeSet<>(fields.keySet())) {
      if (!columns.containsKey(field)) {
        differences.add(new Difference.ExtraField(key, field));
      }
    }
    return differences;
  }
}
