package io.walmirror.connector;

import io.walmirror.envelope.Position;
import io.walmirror.stack.server.Database;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * A table as a mirror would have it that keeps for each key the event with the highest position and
 * follows sweeps; each row as its columns by name, as text. A column that is NULL is none.
 */
final class Mirrored {

  private static final Pattern SWEEP =
      Pattern.compile("\"table\":\"([^\"]*)\",\"before\":\"([^\"]*)\"");

  private final String table;
  private final Map<String, Position> positions = new HashMap<>();
  private final Map<String, String> rows = new HashMap<>();

  private Mirrored(String table) {
    this.table = table;
  }

  /** The rows of a table in the schema {@code public}, sorted. */
  static List<String> rows(List<SourceRecord> records, String table) {
    Mirrored mirror = new Mirrored(table);
    records.forEach(mirror::apply);
    return mirror.rows.values().stream().sorted().toList();
  }

  /** The same as SQL has it. */
  static List<String> truth(Database database, String table) {
    List<String> columns =
        database
            .rows(
                "SELECT attname FROM pg_attribute WHERE attrelid = '"
                    + table
                    + "'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum")
            .stream()
            .map(row -> row.get(0))
            .toList();
    List<String> rows = new ArrayList<>();
    for (List<String> row :
        database.rows("SELECT " + String.join(", ", columns) + " FROM " + table)) {
      Map<String, String> values = new TreeMap<>();
      for (int i = 0; i < columns.size(); i++) {
        if (row.get(i) != null) {
          values.put(columns.get(i), row.get(i));
        }
      }
      rows.add(values.toString());
    }
    return rows.stream().sorted().toList();
  }

  private void apply(SourceRecord record) {
    if (record.value() instanceof String control) {
      Matcher sweep = SWEEP.matcher(control);
      if (sweep.find() && sweep.group(1).equals("public." + table)) {
        Position before = Position.parse(sweep.group(2));
        rows.keySet().removeIf(key -> positions.get(key).compareTo(before) < 0);
      }
    } else if (record.topic().equals(RunningTask.PREFIX + ".public." + table)) {
      event(new Event(record));
    }
  }

  private void event(Event event) {
    if (event.isOp("t")) {
      rows.clear();
      return;
    }
    String key = event.key().toString();
    Position before = positions.get(key);
    if (before != null && before.compareTo(event.position()) >= 0) {
      return;
    }
    positions.put(key, event.position());
    if (event.isTombstone() || event.isOp("d")) {
      rows.remove(key);
    } else {
      rows.put(key, text(event.after()));
    }
  }

  private static String text(Struct row) {
    Map<String, String> values = new TreeMap<>();
    for (Field field : row.schema().fields()) {
      Object value = row.getWithoutDefault(field.name());
      if (value != null) {
        values.put(field.name(), value.toString());
      }
    }
    return values.toString();
  }
}
