package io.walmirror.sink.row;

import io.walmirror.sink.text.ValueTexts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * Rows out of Connect values, with the columns of each shape compiled once. Converters hand out the
 * same schema object again and again, so shapes are found by identity; one that makes a new schema
 * for every record only costs time. For one thread.
 */
final class RowShapes {

  private static final int LIMIT = 1024;

  /** What the rows of one schema share. */
  private static final class StructShape {
    final Columns columns;
    final Field[] fields;
    final boolean[] defaulted;

    StructShape(Schema schema) {
      columns = Columns.of(schema);
      fields = schema.fields().toArray(Field[]::new);
      defaulted = new boolean[fields.length];
      for (Field field : fields) {
        defaulted[field.index()] = field.schema().defaultValue() != null;
      }
    }
  }

  private record StructRow(StructShape shape, Struct struct) implements Row {
    @Override
    public Columns columns() {
      return shape.columns;
    }

    /** Struct.get puts the schema's default in place of a null, which a NULL must not become. */
    @Override
    public Object value(int column) {
      Field field = shape.fields[column];
      return shape.defaulted[column] ? struct.getWithoutDefault(field.name()) : struct.get(field);
    }
  }

  private record MapRow(Columns columns, Map<?, ?> map) implements Row {
    @Override
    public Object value(int column) {
      return map.get(columns.name(column));
    }
  }

  private record SingleValue(Columns columns, Object single) implements Row {
    @Override
    public Object value(int column) {
      return single;
    }
  }

  /** The key of a record that has none. */
  static final Row ABSENT = new MapRow(Columns.of(List.of()), Map.of());

  private final IdentityHashMap<Schema, StructShape> structs = new IdentityHashMap<>();
  private final IdentityHashMap<Schema, Columns> singles = new IdentityHashMap<>();
  private final Map<String, Columns> maps = new HashMap<>();
  private final Columns untypedSingle = Columns.single(ValueTexts.untyped());

  Row struct(Struct struct) {
    StructShape shape = structs.get(struct.schema());
    if (shape == null) {
      shape = new StructShape(struct.schema());
      forgetIfMany(structs.size());
      structs.put(struct.schema(), shape);
    }
    return new StructRow(shape, struct);
  }

  /**
   * A row without schema. The last shape seen for the same purpose fits nearly always. Names are
   * sorted: the maps that converters make have no order that means anything.
   */
  Row map(String purpose, Map<?, ?> map) {
    Columns last = maps.get(purpose);
    if (last == null || !fits(last, map)) {
      last = Columns.of(sortedNames(map.keySet()));
      forgetIfMany(maps.size());
      maps.put(purpose, last);
    }
    return new MapRow(last, map);
  }

  /** A value that stands alone, as a primitive key does; the schema may be null. */
  Row single(Schema schema, Object value) {
    if (schema == null) {
      return new SingleValue(untypedSingle, value);
    }
    Columns columns = singles.get(schema);
    if (columns == null) {
      columns = Columns.single(ValueTexts.of(schema));
      forgetIfMany(singles.size());
      singles.put(schema, columns);
    }
    return new SingleValue(columns, value);
  }

  private static boolean fits(Columns columns, Map<?, ?> map) {
    if (columns.size() != map.size()) {
      return false;
    }
    for (int i = 0; i < columns.size(); i++) {
      if (!map.containsKey(columns.name(i))) {
        return false;
      }
    }
    return true;
  }

  private static Collection<String> sortedNames(Collection<?> keys) {
    String[] names = new String[keys.size()];
    int count = 0;
    for (Object key : keys) {
      if (!(key instanceof String name)) {
        throw new RejectedRecordException(
            Refusal.NO_ROW, "the map's keys are not texts, so that they cannot be column names");
      }
      names[count++] = name;
    }
    Arrays.sort(names);
    return new ArrayList<>(Arrays.asList(names));
  }

  private void forgetIfMany(int shapes) {
    if (shapes >= LIMIT) {
      structs.clear();
      singles.clear();
      maps.clear();
    }
  }
}
