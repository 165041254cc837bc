package io.walmirror.connector.record;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/** Debezium's block that says which transaction an event belongs to, and as which of its events. */
final class TransactionBlock {

  static final Schema SCHEMA =
      SchemaBuilder.struct()
          .name("event.block")
          .version(1)
          .field("id", Schema.STRING_SCHEMA)
          .field("total_order", Schema.INT64_SCHEMA)
          .field("data_collection_order", Schema.INT64_SCHEMA)
          .optional()
          .build();

  private TransactionBlock() {}
}
