package io.walmirror.transforms;

import io.walmirror.envelope.UnchangedColumns;
import io.walmirror.transforms.FlattenConfig.Unchanged;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.DataException;

/** Flattens rows that have no schema; what a column holds stays as it came. */
final class MapRows {

  private final FlattenConfig config;

  MapRows(FlattenConfig config) {
    this.config = config;
  }

  FlatRow flatten(Object row, UnchangedColumns declared, boolean deleted, Object[] metadata) {
    if (!(row instanceof Map<?, ?> columns)) {
      throw new DataException(
          "the event's row is a " + row.getClass().getSimpleName() + " and no map of columns");
    }
    Map<String, Object> flat = new LinkedHashMap<>();
    List<String> unchanged = new ArrayList<>(0);
    columns.forEach(
        (key, value) -> {
          String column = String.valueOf(key);
          boolean notSent = declared.contains(column) || config.placeholder().is(value);
          if (notSent) {
            unchanged.add(column);
          }
          if (!notSent || config.unchanged() == Unchanged.KEEP) {
            flat.put(column, value);
          } else if (config.unchanged() == Unchanged.NULL) {
            flat.put(column, null);
          }
        });
    if (config.marksDeletes()) {
      add(flat, columns, config.deletedField(), deleted);
    }
    for (int i = 0; i < metadata.length; i++) {
      add(flat, columns, config.fields().get(i).name(), metadata[i]);
    }
    return new FlatRow(null, flat, unchanged);
  }

  private static void add(Map<String, Object> flat, Map<?, ?> columns, String name, Object value) {
    if (columns.containsKey(name)) {
      throw FlatRow.taken(name);
    }
    flat.put(name, value);
  }
}
