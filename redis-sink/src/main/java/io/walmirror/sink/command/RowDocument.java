package io.walmirror.sink.command;

import io.walmirror.sink.row.Columns;
import io.walmirror.sink.row.Row;
import io.walmirror.sink.text.Bytes;
import io.walmirror.sink.text.JsonObject;

/** A row as a JSON document: a member for each column that is not NULL. */
public final class RowDocument {

  private final JsonObject.Numbers numbers;
  private final FieldSelection selection;

  public RowDocument(JsonObject.Numbers numbers, FieldSelection selection) {
    this.numbers = numbers;
    this.selection = selection;
  }

  /** Whether this column is a member. */
  boolean takes(String column) {
    return selection.takes(column);
  }

  Bytes of(Row row) {
    Columns columns = row.columns();
    try (JsonObject document = new JsonObject(numbers)) {
      for (int i = 0; i < columns.size(); i++) {
        Object value = row.value(i);
        if (value != null && takes(columns.name(i))) {
          document.add(selection.field(columns.name(i)), columns.schema(i), value);
        }
      }
      return document.bytes();
    }
  }
}
