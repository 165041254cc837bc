package io.walmirror.connector.snapshot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says in words what happened to a table, for people. */
final class FormChange {

  private FormChange() {}

  static String of(Optional<TableForm> before, TableForm now) {
    if (before.isEmpty()) {
      return "it is not what it was when the connector last ran";
    }
    List<String> said = new ArrayList<>();
    TableForm was = before.get();
    if (!was.name().equals(now.name())) {
      said.add("it was renamed, from " + was.name());
    }
    if (!was.filter().equals(now.filter())) {
      said.add("the publication's row filter is another");
    }
    if (!was.key().equals(now.key())) {
      said.add("its key is another");
    }
    columns(was, now, said);
    if (said.isEmpty()) {
      said.add(was.leaves().equals(now.leaves()) ? "it was altered" : "its rows were written anew");
    }
    return String.join(", ", said);
  }

  private static void columns(TableForm was, TableForm now, List<String> said) {
    Map<Integer, TableForm.Column> old = new HashMap<>();
    was.columns().forEach(column -> old.put(column.number(), column));
    for (TableForm.Column column : now.columns()) {
      TableForm.Column before = old.remove(column.number());
      String name = "column " + column.name();
      if (before == null) {
        if (column.published()) {
          said.add(name + " was added");
        }
        continue;
      }
      if (!before.name().equals(column.name())) {
        said.add(name + " was " + before.name());
      }
      if (!before.sameType(column)) {
        said.add(name + " is of another type, or its type was altered");
      }
      if (before.published() != column.published()) {
        said.add(name + (column.published() ? " is published now" : " is not published any more"));
      }
    }
    old.values().forEach(column -> said.add("column " + column.name() + " was dropped"));
  }
}
