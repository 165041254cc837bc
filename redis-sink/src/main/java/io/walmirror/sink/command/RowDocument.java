package io.walmirror.sink.command;

import io.walmirror.sink.row.Columns;
import io.walmirror.sink.row.Row;
import io.walmirror.sink.text.Bytes;
import io.walmirror.sink.text.JsonObject;
import java.util.List;

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

  /** What the member of that column is called. */
  String member(String column) {
    return selection.field(column);
  }

  /** The document of a row, but for the members that it leaves out. */
  Bytes of(Row row, List<String> left) {
    Columns columns = row.columns();
    try (JsonObject document = new JsonObject(numbers)) {
      for (int i = 0; i < columns.size(); i++) {
        Object value = row.value(i);
        if (value != null && takes(columns.name(i)) && !left.contains(member(columns.name(i)))) {
          document.add(member(columns.name(i)), columns.schema(i), value);
        }
      }
      return document.bytes();
    }
  }
}
