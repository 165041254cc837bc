package io.walmirror.sink.row;

import io.walmirror.envelope.ArrayShape;
import io.walmirror.envelope.ArrayShapes;
import io.walmirror.sink.text.DimensionedArray;
import java.util.Optional;

/** A row some of whose arrays are no plain lists, as a header of its record says. */
record ShapedRow(Row row, ArrayShapes shapes) implements Row {

  static Row of(Row row, ArrayShapes shapes) {
    return shapes.isEmpty() ? row : new ShapedRow(row, shapes);
  }

  @Override
  public Columns columns() {
    return row.columns();
  }

  @Override
  public Object value(int column) {
    Object value = row.value(column);
    Optional<ArrayShape> shape = shapes.of(columns().name(column));
    return shape.isPresent() ? DimensionedArray.of(value, shape.get()) : value;
  }
}
