package io.walmirror.connector;

import io.walmirror.envelope.Lsn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;

/**
 * A change of a row as {@code test_decoding} printed it at its LSN, or as an event tells it: table,
 * operation and the columns by name, NULL as null. Of a deleted row only what was printed counts.
 */
record PrintedChange(Lsn lsn, String table, String op, Map<String, String> columns) {

  private static final Pattern CHANGE =
      Pattern.compile("table ([^:]+): (INSERT|UPDATE|DELETE): (.*)", Pattern.DOTALL);
  private static final Pattern COLUMN =
      Pattern.compile(
          "(\"(?:[^\"]|\"\")+\"|[^\\s\\[]+)\\[((?:[^\\[\\]]|\\[\\])+)\\]:"
              + "(?:'((?:[^']|'')*)'|(\\S+))",
          Pattern.DOTALL);
  private static final String NEW_TUPLE = " new-tuple: ";

  /** What a line says; null where it is no change of a row. */
  static PrintedChange of(Lsn lsn, String line) {
    Matcher change = CHANGE.matcher(line);
    if (!change.matches()) {
      return null;
    }
    String row = change.group(3);
    int split = row.startsWith("old-key: ") ? row.indexOf(NEW_TUPLE) : -1;
    Map<String, String> columns = new LinkedHashMap<>();
    Matcher column = COLUMN.matcher(split < 0 ? row : row.substring(split + NEW_TUPLE.length()));
    while (column.find()) {
      String quoted = column.group(3);
      String plain = column.group(4);
      columns.put(
          unquoted(column.group(1)),
          quoted != null ? quoted.replace("''", "'") : plain.equals("null") ? null : plain);
    }
    return new PrintedChange(lsn, change.group(1).replace("\"", ""), change.group(2), columns);
  }

  private static String unquoted(String name) {
    return name.startsWith("\"")
        ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
        : name;
  }

  /** The same of events; the delete and the tombstone of a moved key are part of its create. */
  static List<PrintedChange> of(List<Event> events) {
    List<PrintedChange> changes = new ArrayList<>();
    for (Event event : events) {
      boolean movedAway = event.header("__debezium.newkey") != null;
      if (!event.isTombstone() && !movedAway) {
        boolean moved = event.header("__debezium.oldkey") != null;
        String op =
            switch (event.op()) {
              case "c" -> moved ? "UPDATE" : "INSERT";
              case "u" -> "UPDATE";
              default -> "DELETE";
            };
        Struct source = event.source();
        changes.add(
            new PrintedChange(
                new Lsn(source.getInt64("lsn")),
                source.getString("schema") + "." + source.getString("table"),
                op,
                columns(op.equals("DELETE") ? event.before() : event.after())));
      }
    }
    return changes;
  }

  private static Map<String, String> columns(Struct row) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (Field field : row.schema().fields()) {
      Object value = row.get(field);
      columns.put(field.name(), value == null ? null : value.toString());
    }
    return columns;
  }

  /** What was printed of this change, of the columns that {@code printed} has. */
  PrintedChange asFarAs(PrintedChange printed) {
    if (!op.equals("DELETE")) {
      return this;
    }
    Map<String, String> shown = new LinkedHashMap<>(columns);
    shown.keySet().retainAll(printed.columns.keySet());
    return new PrintedChange(lsn, table, op, shown);
  }
}
