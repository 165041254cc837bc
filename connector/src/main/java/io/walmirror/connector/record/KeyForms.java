package io.walmirror.connector.record;

import io.walmirror.connector.value.Merging;
import io.walmirror.envelope.TableName;

/** What is said of a column that is in a key, and whose values in events name no row. */
public final class KeyForms {

  private KeyForms() {}

  /** What is wrong with this column's form, and the cures. */
  public static String problem(TableName table, String column, Merging merging) {
    return "column "
        + column
        + " of "
        + table
        + " is in the key, where values of several rows may become one, and Redis would keep one"
        + " row: "
        + merging.why()
        + "; or name other columns in message.key.columns, or leave the table out with"
        + " table.exclude.list";
  }
}
