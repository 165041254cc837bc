package io.walmirror.transforms;

import io.walmirror.envelope.UnchangedColumns;
import io.walmirror.transforms.FlattenConfig.Unchanged;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.cache.Cache;
import org.apache.kafka.common.cache.LRUCache;
import org.apache.kafka.common.cache.SynchronizedCache;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * How the rows of one schema come out: the same schema, required, with what the settings add and
 * without the columns that were not sent. There is a schema for each set of columns left out.
 */
final class RowShape {

  private static final int PARTIAL_SCHEMAS_KEPT = 256;
  private static final BitSet NONE = new BitSet(0);
  private static final Schema DELETED =
      SchemaBuilder.bool().optional().defaultValue(false).doc("whether the row is deleted").build();

  private final FlattenConfig config;
  private final Schema row;
  private final List<Field> columns;
  private final boolean[] suspect;
  private final Schema whole;
  private final Cache<BitSet, Schema> partial =
      new SynchronizedCache<>(new LRUCache<>(PARTIAL_SCHEMAS_KEPT));

  RowShape(Schema row, FlattenConfig config) {
    this.config = config;
    this.row = row;
    this.columns = row.fields();
    this.suspect = new boolean[columns.size()];
    for (int i = 0; i < suspect.length; i++) {
      suspect[i] = Placeholder.fits(columns.get(i).schema());
    }
    this.whole = schemaWithout(NONE);
  }

  FlatRow flatten(Struct values, UnchangedColumns declared, boolean deleted, Object[] metadata) {
    BitSet unchanged = unchanged(values, declared);
    Schema schema = schema(unchanged);
    List<Field> fields = schema.fields();
    Struct flat = new Struct(schema);
    int next = 0;
    for (int i = 0; i < columns.size(); i++) {
      boolean notSent = unchanged.get(i);
      if (notSent && config.unchanged() == Unchanged.OMIT) {
        continue;
      }
      boolean asNull = notSent && config.unchanged() == Unchanged.NULL;
      flat.put(fields.get(next++), asNull ? null : value(values, columns.get(i)));
    }
    if (config.marksDeletes()) {
      flat.put(fields.get(next++), deleted);
    }
    for (Object known : metadata) {
      flat.put(fields.get(next++), known);
    }
    return new FlatRow(schema, flat, names(unchanged));
  }

  /**
   * A nullable column with a default keeps its NULL: {@link Struct#get(Field)} would answer the
   * default instead.
   */
  private static Object value(Struct values, Field column) {
    return column.schema().isOptional()
        ? values.getWithoutDefault(column.name())
        : values.get(column);
  }

  private BitSet unchanged(Struct values, UnchangedColumns declared) {
    BitSet unchanged = null;
    for (int i = 0; i < suspect.length; i++) {
      String name = columns.get(i).name();
      if ((suspect[i] && config.placeholder().is(values.getWithoutDefault(name)))
          || declared.contains(name)) {
        if (unchanged == null) {
          unchanged = new BitSet(suspect.length);
        }
        unchanged.set(i);
      }
    }
    return unchanged == null ? NONE : unchanged;
  }

  private List<String> names(BitSet unchanged) {
    List<String> names = new ArrayList<>(unchanged.cardinality());
    unchanged.stream().forEach(i -> names.add(columns.get(i).name()));
    return names;
  }

  private Schema schema(BitSet unchanged) {
    if (unchanged.isEmpty() || config.unchanged() == Unchanged.KEEP) {
      return whole;
    }
    Schema schema = partial.get(unchanged);
    if (schema == null) {
      schema = schemaWithout(unchanged);
      partial.put(unchanged, schema);
    }
    return schema;
  }

  private Schema schemaWithout(BitSet unchanged) {
    SchemaBuilder schema =
        SchemaBuilder.struct().name(row.name()).version(row.version()).doc(row.doc());
    Map<String, String> parameters = row.parameters();
    if (parameters != null) {
      schema.parameters(parameters);
    }
    for (int i = 0; i < columns.size(); i++) {
      Field column = columns.get(i);
      switch (config.unchanged()) {
        case OMIT -> {
          if (!unchanged.get(i)) {
            schema.field(column.name(), column.schema());
          }
        }
        case NULL ->
            schema.field(
                column.name(),
                unchanged.get(i) || canBeUnsent(column.schema())
                    ? optional(column.schema())
                    : column.schema());
        case KEEP -> schema.field(column.name(), column.schema());
      }
    }
    if (config.marksDeletes()) {
      add(schema, config.deletedField(), DELETED);
    }
    for (MetadataField field : config.fields()) {
      add(schema, field.name(), field.schema());
    }
    return schema.build();
  }

  private void add(SchemaBuilder schema, String name, Schema type) {
    if (row.field(name) != null) {
      throw FlatRow.taken(name);
    }
    schema.field(name, type);
  }

  /** Whether PostgreSQL may store values of this type out of line, and so leave them unsent. */
  private static boolean canBeUnsent(Schema schema) {
    return switch (schema.type()) {
      case STRING, BYTES, ARRAY, MAP, STRUCT -> true;
      case INT8, INT16, INT32, INT64, FLOAT32, FLOAT64, BOOLEAN -> false;
    };
  }

  private static Schema optional(Schema schema) {
    Schema.Type type = schema.type();
    boolean container = type == Schema.Type.ARRAY || type == Schema.Type.MAP;
    return new ConnectSchema(
        type,
        true,
        schema.defaultValue(),
        schema.name(),
        schema.version(),
        schema.doc(),
        schema.parameters(),
        type == Schema.Type.STRUCT ? schema.fields() : List.of(),
        type == Schema.Type.MAP ? schema.keySchema() : null,
        container ? schema.valueSchema() : null);
  }
}
