package io.walmirror.sink.command;

import io.walmirror.sink.row.Columns;
import io.walmirror.sink.row.Row;
import io.walmirror.sink.text.Bytes;
import io.walmirror.sink.text.JsonObject;

/** A row as a JSON document: a member for each column that is not NULL. */
public final class RowDocument {

  private final JsonObject.Numbers numbers;

  public RowDocument(JsonObject.Numbers numbers) {
    this.numbers = numbers;
  }

  Bytes of(Row row) {
    Columns columns = row.columns();
    try (JsonObject document = new JsonObject(numbers)) {
      for (int i = 0; i < columns.size(); i++) {
        Object value = row.value(i);
        if (value != null) {
          document.add(columns.name(i), columns.schema(i), value);
        }
      }
      return document.bytes();
    }
  }
}
