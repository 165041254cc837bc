package io.walmirror.sink.command;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which columns of a row become fields, and under which names. Immutable. */
public final class FieldSelection {

  /** Every column, under its own name. */
  public static final FieldSelection ALL = new FieldSelection(Set.of(), Set.of(), Map.of());

  private final Set<String> included;
  private final Set<String> excluded;
  private final Map<String, String> renamed;

  private FieldSelection(Set<String> included, Set<String> excluded, Map<String, String> renamed) {
    this.included = included;
    this.excluded = excluded;
    this.renamed = renamed;
  }

  /**
   * A choice by names of columns.
   *
   * @param included these columns and no others; all where it is empty
   * @param excluded never these
   * @param renames {@code column:field}
   */
  public static FieldSelection of(
      List<String> included, List<String> excluded, List<String> renames) {
    return new FieldSelection(Set.copyOf(included), Set.copyOf(excluded), renamed(renames));
  }

  /** Reads {@code column:field} pairs; what is wrong is said without naming the setting. */
  public static Map<String, String> renamed(List<String> renames) {
    Map<String, String> renamed = new HashMap<>();
    Set<String> fields = new HashSet<>();
    for (String rename : renames) {
      int colon = rename.indexOf(':');
      if (colon < 1 || colon == rename.length() - 1) {
        throw new IllegalArgumentException("has \"" + rename + "\", which is not column:field");
      }
      if (renamed.put(rename.substring(0, colon), rename.substring(colon + 1)) != null) {
        throw new IllegalArgumentException(
            "renames " + rename.substring(0, colon) + " to two fields");
      }
      if (!fields.add(rename.substring(colon + 1))) {
        throw new IllegalArgumentException("renames two columns to " + rename.substring(colon + 1));
      }
    }
    return Map.copyOf(renamed);
  }

  boolean takes(String column) {
    return (included.isEmpty() || included.contains(column)) && !excluded.contains(column);
  }

  String field(String column) {
    return renamed.getOrDefault(column, column);
  }
}
