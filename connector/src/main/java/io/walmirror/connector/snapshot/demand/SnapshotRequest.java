package io.walmirror.connector.snapshot.demand;

import io.walmirror.envelope.TableName;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Somebody's wish that rows which are there already are read while changes go on.
 *
 * @param id what notifications call it; a request with the id of one that is not done is the same
 *     request and asks for nothing new
 * @param kind how it is read
 * @param tables regular expressions for {@code schema.table}, matched as a whole and in any case;
 *     tables that are not captured or not published are left out. One that means a partition of a
 *     table that is published by its root means that part of the table
 * @param conditions for tables, by expressions of the same kind, which rows of them are read: what
 *     stands in SQL behind WHERE. The first that means a table holds for it. A table without one is
 *     read as a whole, and only such a table's snapshot ends with a sweep
 */
public record SnapshotRequest(
    String id, Kind kind, List<String> tables, Map<String, String> conditions) {

  /** How rows are read. */
  public enum Kind {
    /** In small ranges of the key between transactions; needs a key. */
    INCREMENTAL,
    /** All of them as of one moment; the stream waits meanwhile. */
    BLOCKING
  }

  public SnapshotRequest {
    if (id.isBlank()) {
      throw new IllegalArgumentException("a request for a snapshot needs an id");
    }
    if (tables.isEmpty()) {
      throw new IllegalArgumentException("request " + id + " names no table");
    }
    tables = List.copyOf(tables);
    conditions = Collections.unmodifiableMap(new LinkedHashMap<>(conditions));
  }

  /** True if this is it: one that was stopped and is asked for again is another. */
  @SuppressWarnings("ReferenceEquality")
  boolean is(SnapshotRequest other) {
    return this == other;
  }

  /** True if it means this table, and not some of its partitions alone. */
  boolean means(TableName table) {
    return Patterns.match(tables, table);
  }
}
