package io.walmirror.connector.config;

import io.walmirror.connector.record.DefaultsMode;
import io.walmirror.connector.record.NameAdjustment;
import io.walmirror.connector.record.SchemaRules;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/** What schemas say beyond the forms of values. */
public final class SchemaSettings {

  public static final String DEFAULTS = "column.defaults";
  public static final String COLUMNS = "column.propagate.source.type";
  public static final String TYPES = "datatype.propagate.source.type";
  public static final String SCHEMA_NAMES = "schema.name.adjustment.mode";
  public static final String FIELD_NAMES = "field.name.adjustment.mode";

  private static final String GROUP = "Schemas";
  private static final String KINDS =
      " none keeps them, avro puts an underscore for every character that Avro does not know,"
          + " avro_unicode _u and the character's number, for underscores too.";

  private SchemaSettings() {}

  static void define(ConfigDef config) {
    config
        .define(
            DEFAULTS,
            ConfigDef.Type.STRING,
            "required",
            Rules.oneOf("required", "all", "none"),
            Importance.MEDIUM,
            "Which columns have their default in the schema: required, those that are NOT NULL; all,"
                + " as Debezium does; none. With all, converters must keep NULLs: Kafka's"
                + " JsonConverter writes the default in place of a NULL unless its"
                + " replace.null.with.default is false, Confluent's AvroConverter unless its"
                + " ignore.default.for.nullables is true.",
            GROUP,
            1,
            Width.SHORT,
            "Defaults in schemas")
        .define(
            COLUMNS,
            ConfigDef.Type.LIST,
            List.of(),
            Rules.PATTERNS,
            Importance.LOW,
            "Columns whose schema tells the type they were declared with: regular expressions for"
                + " schema.table.column. The schema's parameters __debezium.source.column.type,"
                + " .length, .scale and .name have it. A key's schema has none.",
            GROUP,
            2,
            Width.LONG,
            "Source types by column")
        .define(
            TYPES,
            ConfigDef.Type.LIST,
            List.of(),
            Rules.PATTERNS,
            Importance.LOW,
            "The same for columns of these types: regular expressions for schema.table.type, where"
                + " the type has PostgreSQL's own name, such as int4 or varchar.",
            GROUP,
            3,
            Width.LONG,
            "Source types by type")
        .define(
            SCHEMA_NAMES,
            ConfigDef.Type.STRING,
            "none",
            Rules.oneOf("none", "avro", "avro_unicode"),
            Importance.LOW,
            "How the names of schemas are made fit for Avro:" + KINDS,
            GROUP,
            4,
            Width.SHORT,
            "Schema names")
        .define(
            FIELD_NAMES,
            ConfigDef.Type.STRING,
            "none",
            Rules.oneOf("none", "avro", "avro_unicode"),
            Importance.LOW,
            "How the names of fields are made fit for Avro:"
                + KINDS
                + " Headers name the fields as they are in the event.",
            GROUP,
            5,
            Width.SHORT,
            "Field names");
  }

  static SchemaRules rules(AbstractConfig config) {
    return new SchemaRules(
        DefaultsMode.valueOf(upper(config, DEFAULTS)),
        any(config, COLUMNS),
        any(config, TYPES),
        NameAdjustment.valueOf(upper(config, FIELD_NAMES)));
  }

  /** How the names of schemas are made. */
  static NameAdjustment schemaNames(AbstractConfig config) {
    return NameAdjustment.valueOf(upper(config, SCHEMA_NAMES));
  }

  private static Optional<Predicate<String>> any(AbstractConfig config, String name) {
    List<Pattern> patterns = CaptureSettings.patterns(config, name);
    return patterns.isEmpty()
        ? Optional.empty()
        : Optional.of(each -> CaptureSettings.any(patterns, each));
  }

  private static String upper(AbstractConfig config, String name) {
    return config.getString(name).toUpperCase(Locale.ROOT);
  }
}
