package io.walmirror.connector.record;

import io.walmirror.connector.event.Change;
import io.walmirror.connector.pgoutput.Message;
import io.walmirror.connector.value.BinaryMode;
import io.walmirror.envelope.EnvelopeFields;
import io.walmirror.envelope.Op;
import io.walmirror.envelope.TableName;
import java.time.Instant;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** How a logical message becomes a key and a value, as Debezium writes them. */
final class MessagePlan {

  private static final String PREFIX = "prefix";
  private static final String CONTENT = "content";
  private static final String MESSAGE = "message";

  private static final Schema KEY =
      SchemaBuilder.struct()
          .name("io.debezium.connector.postgresql.MessageKey")
          .version(1)
          .field(PREFIX, Schema.OPTIONAL_STRING_SCHEMA)
          .build();

  private final BinaryMode binaries;
  private final Schema blockSchema;
  private final Schema valueSchema;
  private final SourceBlock source;

  MessagePlan(SourceBlock.Origin origin, BinaryMode binaries) {
    this.source = new SourceBlock(origin, new TableName("", ""));
    this.binaries = binaries;
    this.blockSchema =
        SchemaBuilder.struct()
            .name("io.debezium.connector.postgresql.Message")
            .version(1)
            .field(PREFIX, Schema.OPTIONAL_STRING_SCHEMA)
            .field(CONTENT, binaries.schema().optional().build())
            .build();
    this.valueSchema =
        SchemaBuilder.struct()
            .name("io.debezium.connector.postgresql.MessageValue")
            .version(1)
            .field(EnvelopeFields.OP, Schema.STRING_SCHEMA)
            .field(EnvelopeFields.TS_MS, Schema.OPTIONAL_INT64_SCHEMA)
            .field(EnvelopeFields.SOURCE, SourceBlock.SCHEMA)
            .field(EnvelopeFields.TRANSACTION, TransactionBlock.SCHEMA)
            .field(MESSAGE, blockSchema)
            .build();
  }

  Schema keySchema() {
    return KEY;
  }

  Schema valueSchema() {
    return valueSchema;
  }

  Struct key(Change.Emitted change) {
    return new Struct(KEY).put(PREFIX, change.prefix());
  }

  Struct value(Change.Emitted change, Struct transaction, Instant now) {
    Message.Content content = change.content();
    long nowMicros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
    boolean committed = !change.transaction().isNone();
    return new Struct(valueSchema)
        .put(EnvelopeFields.OP, Op.MESSAGE.code())
        .put(EnvelopeFields.TS_MS, now.toEpochMilli())
        .put(
            EnvelopeFields.SOURCE,
            source.of(
                change.transaction(),
                change.place(),
                committed ? change.transaction().commitMicros() : nowMicros))
        .put(EnvelopeFields.TRANSACTION, transaction)
        .put(
            MESSAGE,
            new Struct(blockSchema)
                .put(PREFIX, change.prefix())
                .put(CONTENT, binaries.value(content.bytes(), content.at(), content.length())));
  }
}
