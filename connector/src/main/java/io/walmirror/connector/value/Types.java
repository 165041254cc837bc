package io.walmirror.connector.value;

import java.util.Optional;

/**
 * What the server is asked about types whose OIDs are the database's own. Used by the thread that
 * uses the {@link Codecs}.
 */
public interface Types {

  /**
   * What the catalog says now of a type; nothing of a type that is gone or cannot be a column's.
   */
  Optional<PostgresType> type(int oid);

  /** What a column with this type and modifier was declared as; nothing of a type that is gone. */
  default Optional<SourceType> source(int oid, int modifier) {
    return Optional.empty();
  }
}
