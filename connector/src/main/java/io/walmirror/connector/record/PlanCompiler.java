package io.walmirror.connector.record;

import io.walmirror.connector.catalog.TableDescription;
import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.connector.value.Codec;
import io.walmirror.connector.value.Codecs;
import io.walmirror.connector.value.Merging;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.errors.DataException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the plan of a table, of what the stream, the catalog and the settings say of it. */
final class PlanCompiler {

  private static final Logger log = LoggerFactory.getLogger(PlanCompiler.class);

  private final Records.Settings settings;
  private final ColumnRules rules;
  private final Codecs codecs;
  private final Relation relation;
  private final TableDescription description;
  private final TableDescription known;
  private final List<String> key;
  private final ColumnFields fields;
  private final Codec[] rowCodecs;
  private final Codec[] keyCodecs;
  private final Schema[] keySchemas;
  private boolean hidden;
  private boolean convertedKey;

  private PlanCompiler(
      Records.Settings settings, Codecs codecs, Relation relation, TableDescription description) {
    this.settings = settings;
    this.rules = settings.columns();
    this.codecs = codecs;
    this.relation = relation;
    this.description = description;
    List<String> names = relation.columns().stream().map(Relation.Column::name).toList();
    // The catalog speaks of now, the stream of then: believed only where they agree.
    this.known = description.columns().equals(names) ? description : TableDescription.UNKNOWN;
    List<String> wanted = rules.key(relation.name(), names);
    this.key = wanted.isEmpty() ? key(relation, names, description.primaryKey()) : wanted;
    this.fields = ColumnFields.of(relation, key, rules);
    warnOfUntold(wanted);
    this.rowCodecs = new Codec[names.size()];
    this.keyCodecs = new Codec[names.size()];
    this.keySchemas = new Schema[names.size()];
  }

  /** A key that the identity does not tell is not removed where it changes or its row goes. */
  private void warnOfUntold(List<String> wanted) {
    boolean told =
        relation.replicaIdentity() == 'f'
            || relation.columns().stream()
                .filter(column -> wanted.contains(column.name()))
                .allMatch(Relation.Column::inIdentity);
    if (!told) {
      log.warn(
          "the key of {}, {}, is not what its replica identity tells: a row that is deleted, or"
              + " whose key changes, keeps its old key in Redis; ALTER TABLE {} REPLICA IDENTITY"
              + " FULL, or an index of these columns as identity",
          relation.name(),
          wanted,
          relation.name());
    }
  }

  static TablePlan compile(
      Records.Settings settings, Codecs codecs, Relation relation, TableDescription description) {
    return new PlanCompiler(settings, codecs, relation, description).plan();
  }

  private TablePlan plan() {
    Naming naming = settings.naming();
    SchemaBuilder row =
        SchemaBuilder.struct().name(naming.schema(relation.name(), ".Value")).optional();
    for (int i = 0; i < rowCodecs.length; i++) {
      String column = relation.columns().get(i).name();
      addColumn(i, rules.includes(relation.name(), column), key.contains(column), row);
    }
    Schema rowSchema = row.build();
    return new TablePlan(
        relation,
        fields,
        naming.topic(relation.name()),
        naming.envelope(relation.name()),
        new RowPlan(relation, fields, rowCodecs, rowSchema, settings.unavailableValue()),
        keyPlan(rowSchema));
  }

  private KeyPlan keyPlan(Schema rowSchema) {
    Naming naming = settings.naming();
    SchemaBuilder builder = SchemaBuilder.struct().name(naming.schema(relation.name(), ".Key"));
    for (String column : key) {
      int place = fields.placeOf(column);
      builder.field(fields.at(place), keySchemas[place]);
    }
    boolean added = naming.addToSchema(relation.name(), builder);
    Schema schema = key.isEmpty() && !added ? null : builder.build();
    return new KeyPlan(
        schema,
        key,
        added ? made -> naming.addToKey(relation.name(), made) : made -> {},
        convertedKey,
        hidden ? new HiddenKey(relation, fields, keyCodecs, schema) : null,
        rowSchema,
        fields);
  }

  private void addColumn(int place, boolean inRow, boolean inKey, SchemaBuilder row) {
    hidden |= inKey && !inRow;
    if (!inRow && !inKey) {
      return;
    }
    Relation.Column column = relation.columns().get(place);
    boolean required = required(column, inKey);
    Optional<Codec> converted = settings.conversions().of(relation, column, !required);
    convertedKey |= inKey && converted.isPresent();
    Codec codec =
        converted
            .or(() -> codecs.of(column.typeOid(), column.modifier()))
            .orElseGet(() -> ofDroppedType(column));
    if (inKey) {
      codec.merges().ifPresent(merging -> refuse(column, merging));
      keySchemas[place] = schema(codec.schema(), codec, column, required, description);
      keyCodecs[place] = codec.forSchema(keySchemas[place]);
    }
    if (inRow) {
      Codec shown = shown(codec, column);
      hidden |= inKey && shown != codec;
      SchemaBuilder described = shown.schema();
      if (shown == codec) {
        String expression = known.defaults().get(column.name());
        rules.schemas().describe(relation.name(), column, expression, codecs, described);
      }
      Schema schema = schema(described, shown, column, required, known);
      rowCodecs[place] = shown.forSchema(schema);
      row.field(fields.at(place), schema);
    }
  }

  /** What is to be hidden and cannot be is not shown either. */
  private Codec shown(Codec codec, Relation.Column column) {
    Optional<ColumnRules.Mapped> rule = rules.mapping(relation.name(), column.name());
    if (rule.isEmpty()) {
      return codec;
    }
    Optional<String> unhidden =
        rule.get().unhidden(relation.name() + "." + column.name(), codec.schema().build());
    if (unhidden.isPresent()) {
      throw new DataException(unhidden.get());
    }
    return rule.get().mapping().of(codec, column.typeOid(), column.modifier());
  }

  /** Two rows would have one key, and be one row in Redis. */
  private void refuse(Relation.Column column, Merging merging) {
    throw new DataException(KeyForms.problem(relation.name(), column.name(), merging));
  }

  /** Of the key the catalog is believed always: one row must not have two forms of key. */
  private boolean required(Relation.Column column, boolean inKey) {
    return known.required().contains(column.name())
        || (inKey && description.required().contains(column.name()))
        || (column.inIdentity() && relation.replicaIdentity() == 'd');
  }

  /** Nobody can tell any more what the type was; its output function prints the values still. */
  private Codec ofDroppedType(Relation.Column column) {
    log.warn(
        "column {} of {} has a type (OID {}) that the catalog does not have any more: its values"
            + " arrive as text, as PostgreSQL prints them",
        column.name(),
        relation.name(),
        Integer.toUnsignedString(column.typeOid()));
    return Codecs.printed(column.typeOid());
  }

  private Schema schema(
      SchemaBuilder schema,
      Codec codec,
      Relation.Column column,
      boolean required,
      TableDescription told) {
    if (!required) {
      schema.optional();
    }
    String expression = told.defaults().get(column.name());
    if (expression != null && rules.schemas().defaults().has(required)) {
      ColumnDefault.of(expression, column.typeOid(), column.modifier(), codec)
          .ifPresent(schema::defaultValue);
    }
    return schema.build();
  }

  /**
   * The columns that name a row, in the key's own order; none where nothing does. The catalog's key
   * is taken if the columns of the identity hold it, for a delete tells those and no others; where
   * they are the primary key of then, if it is that one.
   */
  private static List<String> key(Relation relation, List<String> names, List<String> primary) {
    // The whole row is no name: there the key of now is the best there is.
    List<String> identity = relation.replicaIdentity() == 'f' ? List.of() : identity(relation);
    boolean wider = relation.replicaIdentity() == 'd' && identity.size() > primary.size();
    boolean told = identity.isEmpty() || (identity.containsAll(primary) && !wider);
    boolean known = !primary.isEmpty() && names.containsAll(primary);
    return known && told ? primary : identity;
  }

  private static List<String> identity(Relation relation) {
    return relation.columns().stream()
        .filter(Relation.Column::inIdentity)
        .map(Relation.Column::name)
        .toList();
  }
}
