package io.walmirror.it.load;

import io.walmirror.it.mirror.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A table that the load changes.
 *
 * @param keyColumns the primary key, each with its SQL type
 * @param data the other columns but {@code rev}, each with its SQL type and its random values
 */
record LoadTable(String sqlName, List<String> keyColumns, List<Data> data) {

  static final LoadTable ACCOUNT =
      new LoadTable(
          "account",
          List.of("id bigint"),
          List.of(
              new Data("name text", RandomValues::text),
              new Data("balance numeric(14,2)", RandomValues::money),
              new Data("rate numeric", RandomValues::number),
              new Data("active boolean", RandomValues::truth),
              new Data("owner uuid", RandomValues::uuid),
              new Data("born date", RandomValues::date),
              new Data("seen_at timestamptz", RandomValues::moment),
              new Data("profile jsonb", RandomValues::json),
              new Data("avatar bytea", RandomValues::bytes),
              new Data("body text", RandomValues::large)));

  /** Its key is of two columns, one of them any text. */
  static final LoadTable ORDER_LINE =
      new LoadTable(
          "order_line",
          List.of("order_ref text", "line integer"),
          List.of(
              new Data("price numeric(12,2)", RandomValues::money),
              new Data("gift boolean", RandomValues::truth),
              new Data("note text", RandomValues::text),
              new Data("body text", RandomValues::large),
              new Data("due date", RandomValues::date)));

  static final List<LoadTable> ALL = List.of(ACCOUNT, ORDER_LINE);

  /** A column that may be NULL. */
  record Data(String definition, Function<RandomValues, String> value) {
    String name() {
      return definition.substring(0, definition.indexOf(' '));
    }

    String type() {
      return definition.substring(definition.indexOf(' ') + 1);
    }

    /** The column whose values are mostly left alone, so that PostgreSQL does not send them. */
    boolean isLarge() {
      return name().equals("body");
    }
  }

  List<String> keyNames() {
    return keyColumns.stream().map(column -> column.substring(0, column.indexOf(' '))).toList();
  }

  /** {@code rev} grows with every change of a row, whatever happens to its key. */
  List<String> creation() {
    List<String> columns = new ArrayList<>(keyColumns);
    columns.add("rev bigint NOT NULL");
    data.forEach(column -> columns.add(column.definition()));
    return List.of(
        String.format(
            "CREATE TABLE %s (%s, PRIMARY KEY (%s))",
            sqlName, String.join(", ", columns), String.join(", ", keyNames())),
        "ALTER TABLE " + sqlName + " ALTER body SET STORAGE EXTERNAL");
  }

  Table table() {
    List<String> columns = new ArrayList<>(keyNames());
    columns.add("rev");
    data.forEach(column -> columns.add(column.name()));
    return new Table(sqlName, columns, keyNames());
  }
}
