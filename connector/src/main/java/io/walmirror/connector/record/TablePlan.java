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
import io.walmirror.connector.value.UnknownLabelException;
import io.walmirror.connector.value.UnrepresentableValueException;
import io.walmirror.envelope.EnvelopeFields;
import io.walmirror.envelope.UnchangedColumns;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the rows of one table become keys and envelopes: compiled once for each RELATION message, so
 * that a row costs no look-up. Used by the reader thread alone.
 */
final class TablePlan {

  private static final Logger log = LoggerFactory.getLogger(TablePlan.class);

  private final Relation relation;
  private final String[] fields;
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
  private final Field[] keyFields;
  private final Field[] keySlots;
  private final List<String> keyColumns;
  private final Consumer<Struct> addToKey;
  private final boolean keyIsConverted;
  private final HiddenKey hiddenKey;
  private final EnvelopeFieldSet envelope;
  private final ArrayColumns arrays;

  private TablePlan(
      Relation relation,
      String[] fields,
      String topic,
      String envelopeName,
      String placeholder,
      Codec[] codecs,
      Schema rowSchema,
      Schema keySchema,
      List<String> keyColumns,
      Consumer<Struct> addToKey,
      boolean keyIsConverted,
      HiddenKey hiddenKey) {
    this.relation = relation;
    this.fields = fields;
    this.topic = topic;
    this.tableText = relation.name().text();
    this.placeholder = placeholder;
    this.codecs = codecs;
    this.rowSchema = rowSchema;
    this.rowFields = new Field[codecs.length];
    this.rowSlots = new Field[codecs.length];
    this.required = new boolean[codecs.length];
    this.zeros = new Object[codecs.length];
    for (int i = 0; i < codecs.length; i++) {
      if (codecs[i] == null) {
        continue;
      }
      rowFields[i] = rowSchema.field(fields[i]);
      rowSlots[i] = MadeStruct.slot(rowSchema, rowFields[i].name());
      required[i] = !rowFields[i].schema().isOptional();
      Object stated = rowFields[i].schema().defaultValue();
      zeros[i] = !required[i] ? null : stated != null ? stated : codecs[i].zero();
    }
    this.keySchema = keySchema;
    this.keySlots = keySchema == null ? new Field[0] : MadeStruct.slots(keySchema);
    this.keyColumns = keyColumns;
    this.addToKey = addToKey;
    this.keyIsConverted = keyIsConverted;
    this.hiddenKey = hiddenKey;
    this.keyFields =
        keySchema == null || hiddenKey != null
            ? new Field[0]
            : keyColumns.stream()
                .map(column -> MadeStruct.valueSlot(rowSchema, field(column)))
                .toArray(Field[]::new);
    this.envelope = new EnvelopeFieldSet(envelopeSchema(envelopeName, rowSchema));
    this.arrays = ArrayColumns.of(relation.name(), rowSchema, keySchema);
  }

  /** Compiles the plan. Without a placeholder nothing stands for values that were not sent. */
  static TablePlan compile(
      Relation relation,
      TableDescription description,
      Naming naming,
      Codecs codecs,
      Conversions conversions,
      String placeholder,
      ColumnRules rules) {
    String topic = naming.topic(relation.name());
    List<String> names = relation.columns().stream().map(Relation.Column::name).toList();
    // The catalog speaks of now, the stream of then: believed only where they agree.
    boolean believed = description.columns().equals(names);
    TableDescription known = believed ? description : TableDescription.UNKNOWN;
    List<String> wanted = rules.key(relation.name(), names);
    List<String> key = wanted.isEmpty() ? key(relation, names, description.primaryKey()) : wanted;

    SchemaBuilder row =
        SchemaBuilder.struct().name(naming.schema(relation.name(), ".Value")).optional();
    SchemaBuilder keyRow = SchemaBuilder.struct().name(naming.schema(relation.name(), ".Key"));
    SchemaRules schemas = rules.schemas();
    String[] fields = fields(relation, names, key, rules);
    Codec[] byColumn = new Codec[names.size()];
    boolean hidden = false;
    boolean convertedKey = false;
    Codec[] ofKey = new Codec[names.size()];
    Schema[] keySchemas = new Schema[names.size()];
    for (int i = 0; i < byColumn.length; i++) {
      Relation.Column column = relation.columns().get(i);
      boolean inRow = rules.includes(relation.name(), column.name());
      boolean inKey = key.contains(column.name());
      if (!inRow && !inKey) {
        continue;
      }
      // Of the key it is believed always: one row must not have two forms of key.
      boolean required =
          known.required().contains(column.name())
              || (key.contains(column.name()) && description.required().contains(column.name()))
              || (column.inIdentity() && relation.replicaIdentity() == 'd');
      Optional<Codec> converted = conversions.of(relation, column, !required);
      convertedKey |= inKey && converted.isPresent();
      Codec codec =
          converted
              .or(() -> codecs.of(column.typeOid(), column.modifier()))
              .orElseGet(() -> ofDroppedType(relation, column));
      if (inKey) {
        keySchemas[i] = schema(codec.schema(), codec, column, required, description, schemas);
        ofKey[i] = codec.forSchema(keySchemas[i]);
      }
      if (inRow) {
        Codec shown =
            rules
                .mapping(relation.name(), column.name())
                .map(mapping -> mapping.of(codec, column.typeOid(), column.modifier()))
                .orElse(codec);
        hidden |= inKey && shown != codec;
        SchemaBuilder described = shown.schema();
        if (shown == codec) {
          schemas.describe(
              relation.name(), column, known.defaults().get(column.name()), codecs, described);
        }
        Schema schema = schema(described, shown, column, required, known, schemas);
        byColumn[i] = shown.forSchema(schema);
        row.field(fields[i], schema);
      }
      hidden |= !inRow;
    }
    for (String name : key) {
      keyRow.field(fields[names.indexOf(name)], keySchemas[names.indexOf(name)]);
    }
    boolean added = naming.addToSchema(relation.name(), keyRow);
    Schema keySchema = key.isEmpty() && !added ? null : keyRow.build();
    return new TablePlan(
        relation,
        fields,
        topic,
        naming.envelope(relation.name()),
        placeholder,
        byColumn,
        row.build(),
        keySchema,
        key,
        added ? made -> naming.addToKey(relation.name(), made) : made -> {},
        convertedKey,
        hidden ? new HiddenKey(relation, fields, ofKey, keySchema) : null);
  }

  /** Nobody can tell any more what the type was; its output function prints the values still. */
  private static Codec ofDroppedType(Relation relation, Relation.Column column) {
    log.warn(
        "column {} of {} has a type (OID {}) that the catalog does not have any more: its values"
            + " arrive as text, as PostgreSQL prints them",
        column.name(),
        relation.name(),
        Integer.toUnsignedString(column.typeOid()));
    return Codecs.printed(column.typeOid());
  }

  /** The names of the columns in events; two that would be one are refused. */
  private static String[] fields(
      Relation relation, List<String> names, List<String> key, ColumnRules rules) {
    NameAdjustment adjustment = rules.schemas().fieldNames();
    Map<String, String> columns = new HashMap<>();
    for (String name : names) {
      if (!rules.includes(relation.name(), name) && !key.contains(name)) {
        continue;
      }
      String other = columns.putIfAbsent(adjustment.field(name), name);
      if (other != null) {
        throw new DataException(
            "the columns "
                + other
                + " and "
                + name
                + " of "
                + relation.name()
                + " would be one field "
                + adjustment.field(name)
                + "; set field.name.adjustment.mode=avro_unicode, or leave one of them out with"
                + " column.exclude.list");
      }
    }
    return names.stream().map(adjustment::field).toArray(String[]::new);
  }

  private static Schema schema(
      SchemaBuilder schema,
      Codec codec,
      Relation.Column column,
      boolean required,
      TableDescription description,
      SchemaRules schemas) {
    if (!required) {
      schema.optional();
    }
    String expression = description.defaults().get(column.name());
    if (expression != null && schemas.defaults().has(required)) {
      ColumnDefault.of(expression, column.typeOid(), column.modifier(), codec)
          .ifPresent(schema::defaultValue);
    }
    return schema.build();
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

  /** Whether an old row that is not complete has this field. */
  boolean inIdentity(String field) {
    return relation.columns().stream()
        .anyMatch(each -> each.inIdentity() && each.name().equals(column(field)));
  }

  /** The place in a tuple of the column that is this field in events. */
  int place(String field) {
    return Arrays.asList(fields).indexOf(field);
  }

  /** The field of events that is this column. */
  String field(String column) {
    for (int i = 0; i < fields.length; i++) {
      if (relation.columns().get(i).name().equals(column)) {
        return fields[i];
      }
    }
    throw new IllegalArgumentException("no column " + column);
  }

  /** The column that is this field in events. */
  String column(String field) {
    return relation.columns().get(place(field)).name();
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

  /** The columns of the key, which may have fields besides. */
  List<String> keyColumns() {
    return keyColumns;
  }

  /** Whether a converter made a part of the key, so that the server would not know it again. */
  boolean keyIsConverted() {
    return keyIsConverted;
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

  /** The key of the row that this tuple holds; null for a table without key. */
  Struct key(Struct row, Tuple tuple) {
    if (keySchema == null) {
      return null;
    }
    Struct key = hiddenKey == null ? key(row) : hiddenKey.of(tuple);
    arrays.checkKey(key);
    addToKey.accept(key);
    return key;
  }

  private Struct key(Struct row) {
    Struct key = new Struct(keySchema);
    for (int i = 0; i < keyFields.length; i++) {
      key.put(keySlots[i], row.get(keyFields[i]));
    }
    return key;
  }

  /** The text of the header {@code walmirror.arrays} for this row; nothing where it needs none. */
  Optional<String> arrays(Struct row) {
    return arrays.shapes(row);
  }

  /** Puts a field's value into a row, from the server's text; false where it cannot be. */
  boolean putText(Struct row, String field, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < rowFields.length; i++) {
      if (rowFields[i] != null && rowFields[i].name().equals(field)) {
        try {
          row.put(rowSlots[i], codecs[i].text(bytes, 0, bytes.length));
          return true;
        } catch (MalformedValueException
            | UnrepresentableValueException
            | UnknownLabelException e) {
          // The column has another type by now.
          return false;
        }
      }
    }
    return false;
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
      if (codecs[i] == null) {
        continue;
      }
      Object value = kind == Tuple.NULL ? codecs[i].ofNull() : value(i, kind, reader, unchanged);
      if (value == null && required[i]) {
        if (!old && kind == Tuple.NULL) {
          throw new NullInRequiredColumnException(relation.columns().get(i).name());
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
    return "column " + relation.columns().get(column).name() + " of " + relation.name();
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
