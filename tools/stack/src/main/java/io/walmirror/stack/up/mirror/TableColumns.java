package io.walmirror.stack.up.mirror;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A table's columns as they are now, and the SQL that reads them as text.
 *
 * @param table the quoted name with its schema
 * @param names all columns, in order
 * @param key the columns of the primary key, in its order
 */
record TableColumns(String table, List<String> names, List<Key> key) {

  /** A column of the primary key and its type's name. */
  record Key(String name, String type) {}

  private static final Set<String> WHOLE_NUMBERS = Set.of("bigint", "integer", "smallint");

  private static final String COLUMNS =
      "SELECT a.attname, format_type(a.atttypid, NULL), array_position(k.conkey, a.attnum)"
          + " FROM pg_attribute a LEFT JOIN pg_constraint k"
          + " ON k.conrelid = a.attrelid AND k.contype = 'p'"
          + " WHERE a.attrelid = ?::regclass AND a.attnum > 0 AND NOT a.attisdropped"
          + " ORDER BY a.attnum";

  TableColumns {
    names = List.copyOf(names);
    key = List.copyOf(key);
  }

  static TableColumns of(Connection open, String schema, String name) throws SQLException {
    String table = quoted(schema) + "." + quoted(name);
    List<String> names = new ArrayList<>();
    List<Key> key = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    try (PreparedStatement statement = open.prepareStatement(COLUMNS)) {
      statement.setString(1, table);
      try (ResultSet columns = statement.executeQuery()) {
        while (columns.next()) {
          names.add(columns.getString(1));
          int place = columns.getInt(3);
          if (!columns.wasNull()) {
            int at = (int) places.stream().filter(other -> other < place).count();
            places.add(at, place);
            key.add(at, new Key(columns.getString(1), columns.getString(2)));
          }
        }
      }
    }
    return new TableColumns(table, names, key);
  }

  /** Reads every column as text, of the rows that the ending chooses. */
  String select(String ending) {
    String columns =
        names.stream()
            .map(name -> "t." + quoted(name) + "::text")
            .collect(Collectors.joining(", "));
    return "SELECT " + columns + " FROM " + table + " t" + ending;
  }

  /** The ending that chooses rows by arrays of key values, one array for each key column. */
  String byKeys() {
    String arrays = key.stream().map(k -> "?::text[]").collect(Collectors.joining(", "));
    StringBuilder join = new StringBuilder(" JOIN unnest(" + arrays + ") AS wanted(");
    for (int i = 0; i < key.size(); i++) {
      join.append(i == 0 ? "" : ", ").append("k").append(i);
    }
    join.append(") ON ");
    for (int i = 0; i < key.size(); i++) {
      join.append(i == 0 ? "" : " AND ");
      join.append("t.").append(quoted(key.get(i).name())).append(" = wanted.k").append(i);
      join.append("::").append(key.get(i).type());
    }
    return join.toString();
  }

  String descendingKey() {
    return key.stream()
        .map(k -> "t." + quoted(k.name()) + " DESC")
        .collect(Collectors.joining(", "));
  }

  String keyOf(Map<String, String> row) {
    return key.stream().map(k -> row.get(k.name())).collect(Collectors.joining(":"));
  }

  /** The keys taken apart, those left out that no row can have. */
  List<String[]> keyArrays(Collection<String> keys) {
    List<String[]> possible =
        keys.stream().map(text -> text.split(":", -1)).filter(this::canBeKey).toList();
    List<String[]> arrays = new ArrayList<>();
    for (int i = 0; i < key.size(); i++) {
      int column = i;
      arrays.add(possible.stream().map(parts -> parts[column]).toArray(String[]::new));
    }
    return arrays;
  }

  private boolean canBeKey(String[] parts) {
    if (parts.length != key.size()) {
      return false;
    }
    for (int i = 0; i < parts.length; i++) {
      if (WHOLE_NUMBERS.contains(key.get(i).type()) && !parts[i].matches("-?[0-9]{1,18}")) {
        return false;
      }
    }
    return true;
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
