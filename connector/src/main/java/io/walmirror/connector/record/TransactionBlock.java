package io.walmirror.connector.record;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** Debezium's block that says which transaction an event belongs to, and as which of its events. */
final class TransactionBlock {

  private static final String ID = "id";
  private static final String TOTAL_ORDER = "total_order";
  private static final String TABLE_ORDER = "data_collection_order";

  static final Schema SCHEMA =
      SchemaBuilder.struct()
          .name("event.block")
          .version(1)
          .field(ID, Schema.STRING_SCHEMA)
          .field(TOTAL_ORDER, Schema.INT64_SCHEMA)
          .field(TABLE_ORDER, Schema.INT64_SCHEMA)
          .optional()
          .build();

  private TransactionBlock() {}

  static Struct of(String id, long totalOrder, long tableOrder) {
    return new Struct(SCHEMA).put(ID, id).put(TOTAL_ORDER, totalOrder).put(TABLE_ORDER, tableOrder);
  }
}
