package io.walmirror.sink.config;

import io.walmirror.sink.command.FieldSelection;
import io.walmirror.sink.command.RowType;
import io.walmirror.sink.command.TruncatePolicy;
import io.walmirror.sink.template.KeyTemplate;
import io.walmirror.sink.template.Template;
import io.walmirror.sink.text.JsonObject;
import java.util.Locale;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** What rows become in Redis, under which keys, and what empties a table. */
public record MappingConfig(
    RowType type,
    FieldSelection fields,
    JsonObject.Numbers numbers,
    KeyTemplate key,
    TruncatePolicy truncates) {

  public static final String TYPE = "redis.type";
  public static final String KEYSPACE = "redis.keyspace";
  public static final String SEPARATOR = "redis.separator";

  public static final String JSON_NUMBERS = "redis.json.numbers";
  public static final String FIELDS_INCLUDE = "redis.fields.include";
  public static final String FIELDS_EXCLUDE = "redis.fields.exclude";
  public static final String FIELDS_RENAME = "redis.fields.rename";
  public static final String TRUNCATE = "redis.truncate";

  public static final String HASH = "hash";
  public static final String APPLY = "apply";

  private static final String GROUP = "Mapping";

  static void define(ConfigDef settings) {
    settings
        .define(
            TYPE,
            ConfigDef.Type.STRING,
            HASH,
            ConfigDef.ValidString.in(HASH, "string", "delete"),
            Importance.HIGH,
            "What a row becomes. hash: a hash with a field for each column that is not NULL."
                + " string: a JSON document with a member for each. delete: nothing; whatever is"
                + " under the row's key is removed when the row changes, which keeps a cache that"
                + " somebody else fills from being stale.",
            GROUP,
            1,
            ConfigDef.Width.SHORT,
            "Type")
        .define(
            KEYSPACE,
            ConfigDef.Type.STRING,
            "${table}",
            Validators.text(
                "literal text and ${table}, ${schema}, ${topic}",
                text -> Template.parse(text, KeyTemplate.PLACEHOLDERS)),
            Importance.HIGH,
            "What a row's key begins with: literal text and ${table}, ${schema}, ${topic}. The"
                + " separator and the primary-key values follow. Two tables cannot share one.",
            GROUP,
            2,
            ConfigDef.Width.MEDIUM,
            "Keyspace")
        .define(
            SEPARATOR,
            ConfigDef.Type.STRING,
            ":",
            Importance.MEDIUM,
            "What stands between keyspace and primary-key values. Where it occurs in a value it is"
                + " written as %XX, so that different rows never share a key.",
            GROUP,
            3,
            ConfigDef.Width.SHORT,
            "Separator")
        .define(
            TRUNCATE,
            ConfigDef.Type.STRING,
            APPLY,
            ConfigDef.ValidString.in(APPLY, "ignore", "fail"),
            Importance.MEDIUM,
            "What a TRUNCATE does. apply: the table's keys are removed, piece by piece, and what is"
                + " older does not come back; its offset is committed when they are gone. ignore:"
                + " the keys stay. fail: the record is rejected; with redis.fence=off, apply is"
                + " fail, since versions tell which keys are older.",
            GROUP,
            4,
            ConfigDef.Width.SHORT,
            "Truncate")
        .define(
            JSON_NUMBERS,
            ConfigDef.Type.STRING,
            "string",
            ConfigDef.ValidString.in("string", "native"),
            Importance.LOW,
            "How documents hold numerics and integers beyond 2^53. string: as strings, which every"
                + " reader takes as they are. native: as numbers with all their digits.",
            GROUP,
            5,
            ConfigDef.Width.SHORT,
            "Numbers in JSON")
        .define(
            FIELDS_INCLUDE,
            ConfigDef.Type.LIST,
            "",
            Importance.MEDIUM,
            "Columns that become fields, in every table; empty: all. Keys are built from the"
                + " primary key whatever is named here.",
            GROUP,
            6,
            ConfigDef.Width.LONG,
            "Fields")
        .define(
            FIELDS_EXCLUDE,
            ConfigDef.Type.LIST,
            "",
            Importance.MEDIUM,
            "Columns that do not become fields.",
            GROUP,
            7,
            ConfigDef.Width.LONG,
            "Fields left out")
        .define(
            FIELDS_RENAME,
            ConfigDef.Type.LIST,
            "",
            Validators.list("column:field", FieldSelection::renamed),
            Importance.MEDIUM,
            "Columns whose field has another name: column:field, with commas between.",
            GROUP,
            8,
            ConfigDef.Width.LONG,
            "Fields renamed");
  }

  static MappingConfig of(AbstractConfig config, FenceConfig fence) {
    TruncatePolicy truncates =
        TruncatePolicy.valueOf(config.getString(TRUNCATE).toUpperCase(Locale.ROOT));
    return new MappingConfig(
        RowType.valueOf(config.getString(TYPE).toUpperCase(Locale.ROOT)),
        FieldSelection.of(
            config.getList(FIELDS_INCLUDE),
            config.getList(FIELDS_EXCLUDE),
            config.getList(FIELDS_RENAME)),
        JsonObject.Numbers.valueOf(config.getString(JSON_NUMBERS).toUpperCase(Locale.ROOT)),
        KeyTemplate.of(config.getString(KEYSPACE), config.getString(SEPARATOR)),
        truncates == TruncatePolicy.APPLY && !fence.on() ? TruncatePolicy.FAIL : truncates);
  }
}
