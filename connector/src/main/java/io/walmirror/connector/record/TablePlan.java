package io.walmirror.connector.record;

import io.walmirror.connector.pgoutput.OldRow;
import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.connector.pgoutput.Tuple;
import io.walmirror.envelope.EnvelopeFields;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * How the rows of one table become keys and envelopes: compiled once for each RELATION message, so
 * that a row costs no look-up. Used by the reader thread alone.
 */
final class TablePlan {

  private final Relation relation;
  private final ColumnFields fields;
  private final String topic;
  private final String tableText;
  private final RowPlan rows;
  private final KeyPlan keys;
  private final EnvelopeFieldSet envelope;
  private final ArrayColumns arrays;

  TablePlan(
      Relation relation,
      ColumnFields fields,
      String topic,
      String envelopeName,
      RowPlan rows,
      KeyPlan keys) {
    this.relation = relation;
    this.fields = fields;
    this.topic = topic;
    this.tableText = relation.name().text();
    this.rows = rows;
    this.keys = keys;
    this.envelope = new EnvelopeFieldSet(envelopeSchema(envelopeName, rows.schema()));
    this.arrays = ArrayColumns.of(relation.name(), rows.schema(), keys.schema());
  }

  Relation relation() {
    return relation;
  }

  /** Whether an old row that is not complete has this field. */
  boolean inIdentity(String field) {
    return relation.columns().get(fields.place(field)).inIdentity();
  }

  /** Which field of events each column is. */
  ColumnFields fields() {
    return fields;
  }

  String topic() {
    return topic;
  }

  /** The text of the header {@code walmirror.table}. */
  String tableText() {
    return tableText;
  }

  Schema keySchema() {
    return keys.schema();
  }

  /** The columns of the key, which may have fields besides. */
  List<String> keyColumns() {
    return keys.columns();
  }

  /** Whether this row before a change has all columns of the key. */
  boolean tellsKey(OldRow before) {
    return before.complete()
        || keys.columns().stream()
            .allMatch(column -> relation.columns().get(fields.placeOf(column)).inIdentity());
  }

  /** Whether a converter made a part of the key, so that the server would not know it again. */
  boolean keyIsConverted() {
    return keys.converted();
  }

  EnvelopeFieldSet envelope() {
    return envelope;
  }

  /** The row that a tuple holds; names of fields that were not sent go to {@code unchanged}. */
  Struct row(Tuple tuple, List<String> unchanged) {
    return rows.row(tuple, unchanged);
  }

  /** The row before a change, as far as the identity tells it. */
  Struct oldRow(OldRow old) {
    return rows.oldRow(old);
  }

  /** The key of the row that this tuple holds; null for a table without key. */
  Struct key(Struct row, Tuple tuple) {
    return key(row, tuple, null, List.of());
  }

  /**
   * The same of a row that these fields are missing in, and all that the row before, which may be
   * null, does not tell.
   */
  Struct key(Struct row, Tuple tuple, OldRow before, List<String> unsent) {
    if (keys.schema() == null) {
      return null;
    }
    for (String field : unsent) {
      if (keys.columns().contains(fields.column(field))) {
        throw KeyPlan.unsent(relation, fields.column(field));
      }
    }
    Struct key = keys.of(row, tuple, before);
    arrays.checkKey(key);
    keys.add(key);
    return key;
  }

  /** The text of the header {@code walmirror.arrays} for this row; nothing where it needs none. */
  Optional<String> arrays(Struct row) {
    return arrays.shapes(row);
  }

  /** Puts a field's value into a row, from the server's text; false where it cannot be. */
  boolean putText(Struct row, String field, String text) {
    return rows.putText(row, field, text);
  }

  private static Schema envelopeSchema(String name, Schema rowSchema) {
    return SchemaBuilder.struct()
        .name(name)
        .version(2)
        .field(EnvelopeFields.BEFORE, rowSchema)
        .field(EnvelopeFields.AFTER, rowSchema)
        .field(EnvelopeFields.SOURCE, SourceBlock.SCHEMA)
        .field(EnvelopeFields.TRANSACTION, TransactionBlock.SCHEMA)
        .field(EnvelopeFields.OP, Schema.STRING_SCHEMA)
        .field(EnvelopeFields.TS_MS, Schema.OPTIONAL_INT64_SCHEMA)
        .field(EnvelopeFields.TS_US, Schema.OPTIONAL_INT64_SCHEMA)
        .field(EnvelopeFields.TS_NS, Schema.OPTIONAL_INT64_SCHEMA)
        .build();
  }
}
