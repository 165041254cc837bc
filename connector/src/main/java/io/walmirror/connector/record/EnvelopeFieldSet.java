package io.walmirror.connector.record;

import io.walmirror.envelope.EnvelopeFields;
import io.walmirror.envelope.Op;
import java.time.Instant;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** The envelope schema of one table with its fields at hand. */
final class EnvelopeFieldSet {

  private final Schema schema;
  private final Field before;
  private final Field after;
  private final Field source;
  private final Field transaction;
  private final Field op;
  private final Field tsMs;
  private final Field tsUs;
  private final Field tsNs;

  EnvelopeFieldSet(Schema schema) {
    this.schema = schema;
    this.before = MadeStruct.slot(schema, EnvelopeFields.BEFORE);
    this.after = MadeStruct.slot(schema, EnvelopeFields.AFTER);
    this.source = MadeStruct.slot(schema, EnvelopeFields.SOURCE);
    this.transaction = MadeStruct.slot(schema, EnvelopeFields.TRANSACTION);
    this.op = MadeStruct.slot(schema, EnvelopeFields.OP);
    this.tsMs = MadeStruct.slot(schema, EnvelopeFields.TS_MS);
    this.tsUs = MadeStruct.slot(schema, EnvelopeFields.TS_US);
    this.tsNs = MadeStruct.slot(schema, EnvelopeFields.TS_NS);
  }

  Schema schema() {
    return schema;
  }

  /** An envelope; either row may be null, and so may what is said of the transaction. */
  Struct envelope(
      Op operation,
      Struct beforeRow,
      Struct afterRow,
      Struct sourceBlock,
      Struct transactionBlock,
      Instant now) {
    long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
    Struct envelope = new Struct(schema);
    if (beforeRow != null) {
      envelope.put(before, beforeRow);
    }
    if (afterRow != null) {
      envelope.put(after, afterRow);
    }
    if (transactionBlock != null) {
      envelope.put(transaction, transactionBlock);
    }
    return envelope
        .put(source, sourceBlock)
        .put(op, operation.code())
        .put(tsMs, Math.floorDiv(micros, 1000L))
        .put(tsUs, micros)
        .put(tsNs, now.getEpochSecond() * 1_000_000_000 + now.getNano());
  }
}
