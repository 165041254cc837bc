package io.walmirror.connector.record;

import io.walmirror.connector.event.Place;
import io.walmirror.connector.event.SnapshotRow;
import io.walmirror.connector.event.Transaction;
import io.walmirror.envelope.Lsn;
import io.walmirror.envelope.TableName;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** Debezium's {@code source} block of one table's events. */
final class SourceBlock {

  static final Schema SCHEMA =
      SchemaBuilder.struct()
          .name("io.debezium.connector.postgresql.Source")
          .version(1)
          .field("version", Schema.STRING_SCHEMA)
          .field("connector", Schema.STRING_SCHEMA)
          .field("name", Schema.STRING_SCHEMA)
          .field("ts_ms", Schema.INT64_SCHEMA)
          .field(
              "snapshot",
              SchemaBuilder.string()
                  .name("io.debezium.data.Enum")
                  .version(1)
                  .parameter(
                      "allowed",
                      "true,first,first_in_data_collection,last_in_data_collection,last,false,"
                          + "incremental")
                  .defaultValue("false")
                  .optional()
                  .build())
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

  private static final Field VERSION = slot("version");
  private static final Field CONNECTOR = slot("connector");
  private static final Field NAME = slot("name");
  private static final Field TS_MS = slot("ts_ms");
  private static final Field SNAPSHOT = slot("snapshot");
  private static final Field DB = slot("db");
  private static final Field SEQUENCE = slot("sequence");
  private static final Field TS_US = slot("ts_us");
  private static final Field TS_NS = slot("ts_ns");
  private static final Field SCHEMA_NAME = slot("schema");
  private static final Field TABLE = slot("table");
  private static final Field TX_ID = slot("txId");
  private static final Field LSN = slot("lsn");
  private static final Field XMIN = slot("xmin");
  private static final Field ORIGIN = slot("origin");
  private static final Field ORIGIN_LSN = slot("origin_lsn");

  private final Origin origin;
  private final TableName table;
  private Transaction lastTransaction;
  private String sequenceStart;

  SourceBlock(Origin origin, TableName table) {
    this.origin = origin;
    this.table = table;
  }

  Struct of(Transaction transaction, Place place) {
    return of(transaction, place, transaction.commitMicros());
  }

  /** The block of something that was done at {@code micros} from 1970. */
  Struct of(Transaction transaction, Place place, long micros) {
    long lsn = place.lsn().value();
    Struct block =
        new MadeStruct(SCHEMA)
            .put(VERSION, origin.version())
            .put(CONNECTOR, "postgresql")
            .put(NAME, origin.prefix())
            .put(TS_MS, Math.floorDiv(micros, 1000L))
            .put(SNAPSHOT, "false")
            .put(DB, origin.database())
            .put(SEQUENCE, sequenceStart(transaction) + Long.toUnsignedString(lsn) + "\"]")
            .put(TS_US, micros)
            .put(TS_NS, micros * 1000)
            .put(SCHEMA_NAME, table.schema())
            .put(TABLE, table.table())
            .put(LSN, lsn);
    if (!transaction.isNone()) {
      block.put(TX_ID, Integer.toUnsignedLong(transaction.xid()));
    }
    origin.xmin().get().ifPresent(xmin -> block.put(XMIN, xmin));
    if (!transaction.origin().name().isEmpty()) {
      block.put(ORIGIN, transaction.origin().name());
      block.put(ORIGIN_LSN, transaction.origin().lsn().value());
    }
    return block;
  }

  /** The block of a row that was there when a snapshot was taken. */
  Struct of(SnapshotRow row) {
    String point = Long.toUnsignedString(row.point().value());
    Struct block =
        new MadeStruct(SCHEMA)
            .put(VERSION, origin.version())
            .put(CONNECTOR, "postgresql")
            .put(NAME, origin.prefix())
            .put(TS_MS, Math.floorDiv(row.micros(), 1000L))
            .put(SNAPSHOT, row.marker())
            .put(DB, origin.database())
            .put(SEQUENCE, "[null,\"" + point + "\"]")
            .put(TS_US, row.micros())
            .put(TS_NS, row.micros() * 1000)
            .put(SCHEMA_NAME, table.schema())
            .put(TABLE, table.table());
    if (row.marker().equals(SnapshotRow.ON_DEMAND)) {
      return block;
    }
    block.put(LSN, row.point().value());
    origin.xmin().get().ifPresent(xmin -> block.put(XMIN, xmin));
    return block;
  }

  @SuppressWarnings("ReferenceEquality") // The same transaction is the same object.
  private String sequenceStart(Transaction transaction) {
    if (transaction != lastTransaction) {
      lastTransaction = transaction;
      sequenceStart = sequenceStart(transaction.previousEnd());
    }
    return sequenceStart;
  }

  private static Field slot(String name) {
    return MadeStruct.slot(SCHEMA, name);
  }

  private static String sequenceStart(Lsn previousEnd) {
    return previousEnd.equals(Lsn.ZERO)
        ? "[null,\""
        : "[\"" + Long.toUnsignedString(previousEnd.value()) + "\",\"";
  }

  /** What is the same for every event of a connector. */
  record Origin(String version, String prefix, String database, Supplier<OptionalLong> xmin) {}
}
