package io.walmirror.connector.record;

/**
 * A row has no value in a column that the catalog calls NOT NULL: it was written before the column
 * became so.
 */
final class NullInRequiredColumnException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String column;

  NullInRequiredColumnException(String column) {
    super(column, null, false, false);
    this.column = column;
  }

  String column() {
    return column;
  }
}
