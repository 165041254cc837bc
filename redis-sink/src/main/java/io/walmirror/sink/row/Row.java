package io.walmirror.sink.row;

import io.walmirror.sink.text.Bytes;

/** The values of a row, or of a primary key, in the order of its columns. */
public interface Row {

  Columns columns();

  /** The value of that column, or null where it is NULL. */
  Object value(int column);

  /** Whether a value only stands for one that PostgreSQL did not send. */
  default boolean isUnavailable(Object value) {
    return UnavailableValue.is(value);
  }

  /** The text of a value that is not null. */
  default Bytes bytes(int column, Object value) {
    return columns().text(column).bytes(value);
  }
}
