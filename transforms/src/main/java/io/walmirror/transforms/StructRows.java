package io.walmirror.transforms;

import io.walmirror.envelope.UnchangedColumns;
import org.apache.kafka.common.cache.Cache;
import org.apache.kafka.common.cache.LRUCache;
import org.apache.kafka.common.cache.SynchronizedCache;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** Flattens rows that have a schema; what is worked out for a schema is kept. */
final class StructRows {

  private static final int SCHEMAS_KEPT = 1024;

  private final FlattenConfig config;
  private final Cache<Schema, RowShape> shapes =
      new SynchronizedCache<>(new LRUCache<>(SCHEMAS_KEPT));

  StructRows(FlattenConfig config) {
    this.config = config;
  }

  FlatRow flatten(Struct row, UnchangedColumns declared, boolean deleted, Object[] metadata) {
    RowShape shape = shapes.get(row.schema());
    if (shape == null) {
      shape = new RowShape(row.schema(), config);
      shapes.put(row.schema(), shape);
    }
    return shape.flatten(row, declared, deleted, metadata);
  }
}
