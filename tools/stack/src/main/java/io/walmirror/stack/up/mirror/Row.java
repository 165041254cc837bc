package io.walmirror.stack.up.mirror;

import java.util.Map;

/** What PostgreSQL holds under a primary key. */
public sealed interface Row {

  /** No row. */
  record Gone() implements Row {}

  /** A row: what PostgreSQL prints for each column that is not NULL. */
  record Present(Map<String, String> columns) implements Row {
    public Present {
      columns = Map.copyOf(columns);
    }
  }
}
