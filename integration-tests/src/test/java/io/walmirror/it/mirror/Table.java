package io.walmirror.it.mirror;

import java.util.List;

/** A table by its name, its columns, and those of its primary key in order. */
public record Table(String name, List<String> columns, List<String> key) {

  public Table {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
  }
}
