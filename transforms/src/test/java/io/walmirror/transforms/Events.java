package io.walmirror.transforms;

import io.walmirror.envelope.HeaderNames;
import io.walmirror.envelope.Position;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.source.SourceRecord;

/** Change events of one table, as a source makes them. */
final class Events {

  static final String TOPIC = "shop.public.orders";
  static final int PARTITION = 3;
  static final long TIMESTAMP = 1_790_000_000_123L;
  static final Position POSITION = new Position(1, 0x16_b374_d848L, 3, Position.CHANGE);

  static final Schema KEY =
      SchemaBuilder.struct().name(TOPIC + ".Key").field("id", Schema.INT64_SCHEMA).build();

  static final Schema ROW =
      SchemaBuilder.struct()
          .name(TOPIC + ".Value")
          .version(7)
          .doc("an order")
          .parameter("__debezium.source.table", "orders")
          .optional()
          .field("id", Schema.INT64_SCHEMA)
          .field("customer", Schema.STRING_SCHEMA)
          .field("status", SchemaBuilder.string().defaultValue("new").build())
          .field("note", SchemaBuilder.string().optional().defaultValue("none").build())
          .field("body", Schema.OPTIONAL_STRING_SCHEMA)
          .field("photo", Schema.OPTIONAL_BYTES_SCHEMA)
          .field("tags", SchemaBuilder.array(Schema.OPTIONAL_STRING_SCHEMA).optional().build())
          .build();

  static final Schema SOURCE =
      SchemaBuilder.struct()
          .name("io.debezium.connector.postgresql.Source")
          .version(1)
          .field("version", Schema.STRING_SCHEMA)
          .field("connector", Schema.STRING_SCHEMA)
          .field("name", Schema.STRING_SCHEMA)
          .field("ts_ms", Schema.INT64_SCHEMA)
          .field("snapshot", SchemaBuilder.string().optional().defaultValue("false").build())
          .field("db", Schema.STRING_SCHEMA)
          .field("sequence", Schema.OPTIONAL_STRING_SCHEMA)
          .field("ts_us", Schema.OPTIONAL_INT64_SCHEMA)
          .field("ts_ns", Schema.OPTIONAL_INT64_SCHEMA)
          .field("schema", Schema.STRING_SCHEMA)
          .field("table", Schema.STRING_SCHEMA)
          .field("txId", Schema.OPTIONAL_INT64_SCHEMA)
          .field("lsn", Schema.OPTIONAL_INT64_SCHEMA)
          .field("xmin", Schema.OPTIONAL_INT64_SCHEMA)
          .field("origin", Schema.OPTIONAL_STRING_SCHEMA)
          .field("origin_lsn", Schema.OPTIONAL_INT64_SCHEMA)
          .build();

  static final Schema TRANSACTION =
      SchemaBuilder.struct()
          .name("event.block")
          .version(1)
          .optional()
          .field("id", Schema.STRING_SCHEMA)
          .field("total_order", Schema.INT64_SCHEMA)
          .field("data_collection_order", Schema.INT64_SCHEMA)
          .build();

  private Events() {}

  static Schema envelope(Schema row) {
    return SchemaBuilder.struct()
        .name(TOPIC + ".Envelope")
        .version(2)
        .field("before", row)
        .field("after", row)
        .field("source", SOURCE)
        .field("transaction", TRANSACTION)
        .field("op", Schema.STRING_SCHEMA)
        .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
        .field("ts_us", Schema.OPTIONAL_INT64_SCHEMA)
        .field("ts_ns", Schema.OPTIONAL_INT64_SCHEMA)
        .build();
  }

  /** A row whose columns all hold something but {@code note}, which is NULL. */
  static Struct row(long id) {
    return new Struct(ROW)
        .put("id", id)
        .put("customer", "Ann")
        .put("status", "paid")
        .put("note", null)
        .put("body", "two lamps")
        .put("photo", new byte[] {1, 2, 3})
        .put("tags", List.of("fragile", "gift"));
  }

  static SourceRecord create(Struct after) {
    return event("c", null, after);
  }

  static SourceRecord read(Struct after) {
    return event("r", null, after);
  }

  static SourceRecord update(Struct before, Struct after) {
    return event("u", before, after);
  }

  static SourceRecord delete(Struct before) {
    return event("d", before, null);
  }

  static SourceRecord event(String op, Struct before, Struct after) {
    Struct row = after == null ? before : after;
    Struct value = value(row == null ? ROW : row.schema(), op, before, after);
    Object id = row == null ? 5L : row.get("id");
    return record(KEY, new Struct(KEY).put("id", id), value.schema(), value, position(0));
  }

  static SourceRecord truncate() {
    Struct value = value(ROW, "t", null, null);
    return record(null, null, value.schema(), value, position(0));
  }

  /** The tombstone that Walmirror's source sends after a delete. */
  static SourceRecord tombstone(long id) {
    Headers headers =
        position(Position.TOMBSTONE)
            .addString(HeaderNames.OP, "d")
            .addString(HeaderNames.TABLE, "public.orders");
    return record(KEY, new Struct(KEY).put("id", id), null, null, headers);
  }

  /** The tombstone that Debezium sends after a delete. */
  static SourceRecord foreignTombstone(long id) {
    return record(KEY, new Struct(KEY).put("id", id), null, null, new ConnectHeaders());
  }

  static Struct value(Schema row, String op, Struct before, Struct after) {
    return new Struct(envelope(row))
        .put("before", before)
        .put("after", after)
        .put("source", source())
        .put(
            "transaction",
            new Struct(TRANSACTION)
                .put("id", "771:97519")
                .put("total_order", 2L)
                .put("data_collection_order", 1L))
        .put("op", op)
        .put("ts_ms", 1_790_000_000_456L)
        .put("ts_us", 1_790_000_000_456_001L)
        .put("ts_ns", 1_790_000_000_456_001_002L);
  }

  static Struct source() {
    return new Struct(SOURCE)
        .put("version", "0.1.0")
        .put("connector", "postgresql")
        .put("name", "shop")
        .put("ts_ms", 1_790_000_000_100L)
        .put("snapshot", "false")
        .put("db", "shop")
        .put("sequence", "[\"97000\",\"97519\"]")
        .put("ts_us", 1_790_000_000_100_001L)
        .put("ts_ns", 1_790_000_000_100_001_000L)
        .put("schema", "public")
        .put("table", "orders")
        .put("txId", 771L)
        .put("lsn", 97_519L);
  }

  static Headers position(int part) {
    return new ConnectHeaders().addString(HeaderNames.POSITION, POSITION.withPart(part).text());
  }

  static SourceRecord record(
      Schema keySchema, Object key, Schema valueSchema, Object value, Headers headers) {
    return new SourceRecord(
        Map.of("server", "shop"),
        Map.of("lsn", 97_519L),
        TOPIC,
        PARTITION,
        keySchema,
        key,
        valueSchema,
        value,
        TIMESTAMP,
        headers);
  }
}
