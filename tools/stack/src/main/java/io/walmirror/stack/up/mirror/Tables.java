package io.walmirror.stack.up.mirror;

import java.util.Collection;
import java.util.Map;

/**
 * The rows in PostgreSQL. A row's key is the text of its primary-key values with {@code :} between.
 *
 * <p>Used by one thread.
 */
public interface Tables {

  /** Rows of one table and one moment. */
  record Rows(long count, boolean whole, Map<String, Row> byKey) {
    public Rows {
      byKey = Map.copyOf(byKey);
    }
  }

  /** All rows of a table, or a sample where it has more than {@code wholeUpTo}. */
  Rows read(String table, int wholeUpTo) throws UnreadableException;

  /** What a table holds under these keys; {@link Row.Gone} where it holds nothing. */
  Map<String, Row> read(String table, Collection<String> keys) throws UnreadableException;

  long count(String table) throws UnreadableException;
}
