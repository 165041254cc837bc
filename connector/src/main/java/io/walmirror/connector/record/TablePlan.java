package io.walmirror.connector.record;

import io.walmirror.connector.catalog.TableDescription;
import io.walmirror.connector.pgoutput.MalformedMessageException;
import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.connector.pgoutput.Tuple;
import io.walmirror.connector.pgoutput.TupleReader;
import io.walmirror.connector.value.Codec;
import io.walmirror.connector.value.Codecs;
import io.walmirror.connector.value.MalformedValueException;
import io.walmirror.connector.value.NeedsTextException;
import io.walmirror.connector.value.UnrepresentableValueException;
import io.walmirror.envelope.EnvelopeFields;
import io.walmirror.envelope.UnchangedColumns;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;

/**
 * How the rows of one table become keys and envelopes: compiled once for each RELATION message, so
 * that a row costs no look-up. Used by the reader thread alone.
 */
final class TablePlan {

  private final Relation relation;
  private final String topic;
  private final String tableText;
  private final String placeholder;
  private final Codec[] codecs;
  private final Schema rowSchema;
  private final Field[] rowFields;
  private final Field[] rowSlots;
  private final boolean[] required;
  private final Object[] zeros;
  private final Schema keySchema;
  private final int[] keyColumns;
  private final Field[] keySlots;
  private final EnvelopeFieldSet envelope;

  private TablePlan(
      Relation relation,
      String topic,
      String placeholder,
      Codec[] codecs,
      Schema rowSchema,
      Schema keySchema) {
    this.relation = relation;
    this.topic = topic;
    this.tableText = relation.name().text();
    this.placeholder = placeholder;
    this.codecs = codecs;
    this.rowSchema = rowSchema;
    this.rowFields = rowSchema.fields().toArray(Field[]::new);
    this.rowSlots = MadeStruct.slots(rowSchema);
    this.required = new boolean[codecs.length];
    this.zeros = new Object[codecs.length];
    for (int i = 0; i < codecs.length; i++) {
      required[i] = !rowFields[i].schema().isOptional();
      zeros[i] = required[i] ? codecs[i].zero() : null;
    }
    this.keySchema = keySchema;
    this.keySlots = keySchema == null ? new Field[0] : MadeStruct.slots(keySchema);
    this.keyColumns =
        keySchema == null
            ? new int[0]
            : keySchema.fields().stream()
                .mapToInt(field -> rowSchema.field(field.name()).index())
                .toArray();
    this.envelope = new EnvelopeFieldSet(envelopeSchema(topic, rowSchema));
  }

  /**
   * Compiles the plan; a column of a type without codec is refused by name. Without a placeholder
   * nothing stands for values that were not sent.
   */
  static TablePlan compile(
      Relation relation,
      TableDescription description,
      Naming naming,
      Codecs codecs,
      String placeholder) {
    String topic = naming.topic(relation.name());
    List<String> names = relation.columns().stream().map(Relation.Column::name).toList();
    // The catalog speaks of now, the stream of then: believed only where they agree.
    boolean believed = description.columns().equals(names);
    TableDescription known = believed ? description : TableDescription.UNKNOWN;
    List<String> key = key(relation, names, description.primaryKey());

    SchemaBuilder row = SchemaBuilder.struct().name(topic + ".Value").optional();
    SchemaBuilder keyRow = SchemaBuilder.struct().name(topic + ".Key");
    Codec[] byColumn = new Codec[names.size()];
    Schema[] schemas = new Schema[names.size()];
    for (int i = 0; i < byColumn.length; i++) {
      Relation.Column column = relation.columns().get(i);
      Codec codec =
          codecs
              .of(column.typeOid(), column.modifier())
              .orElseThrow(() -> new UnsupportedTypeException(relation, column));
      SchemaBuilder schema = codec.schema();
      // Of the key it is believed always: one row must not have two forms of key.
      boolean required =
          known.required().contains(column.name())
              || (key.contains(column.name()) && description.required().contains(column.name()))
              || (column.inIdentity() && relation.replicaIdentity() == 'd');
      if (!required) {
        schema.optional();
      }
      schemas[i] = schema.build();
      byColumn[i] = codec.forSchema(schemas[i]);
      row.field(column.name(), schemas[i]);
    }
    key.forEach(name -> keyRow.field(name, schemas[names.indexOf(name)]));
    return new TablePlan(
        relation, topic, placeholder, byColumn, row.build(), key.isEmpty() ? null : keyRow.build());
  }

  /**
   * The columns that name a row, in the key's own order; none where nothing does. The catalog's key
   * is taken if the columns of the identity hold it, for a delete tells those and no others.
   */
  private static List<String> key(Relation relation, List<String> names, List<String> primary) {
    // The whole row is no name: there the key of now is the best there is.
    List<String> identity = relation.replicaIdentity() == 'f' ? List.of() : identity(relation);
    boolean told = identity.isEmpty() || identity.containsAll(primary);
    boolean known = !primary.isEmpty() && names.containsAll(primary);
    return known && told ? primary : identity;
  }

  private static List<String> identity(Relation relation) {
    return relation.columns().stream()
        .filter(Relation.Column::inIdentity)
        .map(Relation.Column::name)
        .toList();
  }

  Relation relation() {
    return relation;
  }

  /** Whether an old row that is not complete has this column. */
  boolean inIdentity(String column) {
    return relation.columns().stream()
        .anyMatch(each -> each.inIdentity() && each.name().equals(column));
  }

  String topic() {
    return topic;
  }

  /** The text of the header {@code walmirror.table}. */
  String tableText() {
    return tableText;
  }

  Schema keySchema() {
    return keySchema;
  }

  EnvelopeFieldSet envelope() {
    return envelope;
  }

  /** The row that a tuple holds; names of columns that were not sent go to {@code unchanged}. */
  Struct row(Tuple tuple, List<String> unchanged) {
    return decode(tuple, false, unchanged);
  }

  /**
   * The row before a change. Where the identity has only some columns, the others were sent as NULL
   * and stand as null or, if required, as zero.
   */
  Struct oldRow(Tuple tuple) {
    return decode(tuple, true, new ArrayList<>());
  }

  /** The key of a row; null for a table without key. */
  Struct key(Struct row) {
    if (keySchema == null) {
      return null;
    }
    Struct key = new Struct(keySchema);
    for (int i = 0; i < keySlots.length; i++) {
      key.put(keySlots[i], row.get(rowFields[keyColumns[i]]));
    }
    return key;
  }

  /** The header text for columns that were not sent. */
  static String unchangedText(List<String> columns) {
    return UnchangedColumns.text(columns);
  }

  private Struct decode(Tuple tuple, boolean old, List<String> unchanged) {
    if (tuple.columns() != codecs.length) {
      throw new MalformedMessageException(
          "a row of "
              + relation.name()
              + " with "
              + tuple.columns()
              + " columns, not "
              + codecs.length);
    }
    Struct row = new MadeStruct(rowSchema);
    TupleReader reader = tuple.reader();
    for (int i = 0; i < codecs.length; i++) {
      byte kind = reader.next();
      Object value = kind == Tuple.NULL ? null : value(i, kind, reader, unchanged);
      if (value == null && required[i]) {
        if (!old && kind == Tuple.NULL) {
          throw new NullInRequiredColumnException(rowFields[i].name());
        }
        value = zeros[i];
      }
      if (value != null) {
        row.put(rowSlots[i], value);
      }
    }
    return row;
  }

  private Object value(int column, byte kind, TupleReader reader, List<String> unchanged) {
    try {
      return switch (kind) {
        case Tuple.BINARY ->
            codecs[column].binary(reader.bytes(), reader.valueAt(), reader.valueLength());
        case Tuple.TEXT ->
            codecs[column].text(reader.bytes(), reader.valueAt(), reader.valueLength());
        default -> {
          unchanged.add(rowFields[column].name());
          yield unavailable(column);
        }
      };
    } catch (MalformedValueException | UnrepresentableValueException e) {
      throw new DataException(named(column) + ": " + e.getMessage(), e);
    } catch (NeedsTextException e) {
      throw new TextFormWantedException(named(column), e);
    }
  }

  private Object unavailable(int column) {
    if (placeholder == null) {
      return null;
    }
    return codecs[column].unavailable(placeholder);
  }

  private String named(int column) {
    return "column " + rowFields[column].name() + " of " + relation.name();
  }

  private static Schema envelopeSchema(String topic, Schema rowSchema) {
    return SchemaBuilder.struct()
        .name(topic + EnvelopeFields.SCHEMA_SUFFIX)
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
