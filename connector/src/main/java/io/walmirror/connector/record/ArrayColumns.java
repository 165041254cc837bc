package io.walmirror.connector.record;

import io.walmirror.connector.value.ShapedArray;
import io.walmirror.envelope.ArrayShape;
import io.walmirror.envelope.ArrayShapes;
import io.walmirror.envelope.TableName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;

/** The columns of a table that are arrays, whose values may be more than lists. */
final class ArrayColumns {

  private final TableName table;
  private final Field[] ofRow;
  private final Field[] ofKey;

  private ArrayColumns(TableName table, Field[] ofRow, Field[] ofKey) {
    this.table = table;
    this.ofRow = ofRow;
    this.ofKey = ofKey;
  }

  /** Of this table; a table without key has no schema of it. */
  static ArrayColumns of(TableName table, Schema row, Schema key) {
    return new ArrayColumns(table, arrays(row), key == null ? new Field[0] : arrays(key));
  }

  private static Field[] arrays(Schema schema) {
    return schema.fields().stream()
        .filter(field -> field.schema().type() == Schema.Type.ARRAY)
        .toArray(Field[]::new);
  }

  /** The header that tells of a row's arrays; nothing where they are plain lists. */
  Optional<String> shapes(Struct row) {
    Map<String, ArrayShape> shapes = null;
    for (Field field : ofRow) {
      if (row.get(field) instanceof ShapedArray array) {
        shapes = shapes == null ? new LinkedHashMap<>() : shapes;
        shapes.put(field.name(), array.shape());
      }
    }
    return Optional.ofNullable(shapes).map(all -> new ArrayShapes(all).text());
  }

  /** Refuses a key whose list would be that of another row, too. */
  void checkKey(Struct key) {
    for (Field field : ofKey) {
      if (key.get(field) instanceof ShapedArray) {
        throw new DataException(
            "column "
                + field.name()
                + " of "
                + table
                + " is in the key and has an array of several dimensions, or one that is not numbered"
                + " from 1: as a list it could not be told from another row's; name other columns in"
                + " message.key.columns, or leave the table out with table.exclude.list");
      }
    }
  }
}
