package io.walmirror.connector.record;

import io.walmirror.connector.catalog.TableDescription;
import io.walmirror.connector.pgoutput.Relation;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What the server is asked for while records are made. Used by the reader thread alone. */
public interface Lookup {

  /** What the catalog says of a table; asked once for each of its shapes. */
  TableDescription describe(Relation relation);

  /**
   * Values of these columns in the row with this key as it is now, by the server's text of them;
   * none where it is gone. What the transaction with this id did is part of now: its commit, which
   * is in the log, may have to be waited for until it is seen.
   */
  default Map<String, String> values(
      Relation relation, List<String> columns, Map<String, String> key, int xid) {
    return Map.of();
  }

  /** The oldest transaction whose catalog rows the slot keeps, where that is wanted. */
  default OptionalLong xmin() {
    return OptionalLong.empty();
  }
}
