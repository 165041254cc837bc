package io.walmirror.sink.config;

import io.walmirror.sink.command.FieldSelection;
import io.walmirror.sink.command.FieldValues;
import io.walmirror.sink.command.RowType;
import io.walmirror.sink.command.TruncatePolicy;
import io.walmirror.sink.row.TimeToLive;
import io.walmirror.sink.template.KeyTemplate;
import io.walmirror.sink.template.Template;
import io.walmirror.sink.text.Bytes;
import io.walmirror.sink.text.JsonObject;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/**
 * What rows become in Redis, under which keys, and what empties a table.
 *
 * @param name empty where there is one mapping for all records
 */
public record MappingConfig(
    String name,
    Selection selection,
    RowType type,
    FieldSelection fields,
    FieldValues values,
    JsonObject.Numbers numbers,
    KeyTemplate key,
    Optional<TimeToLive> ttl,
    TruncatePolicy truncates) {

  public static final String TYPE = "redis.type";
  public static final String KEYSPACE = "redis.keyspace";
  public static final String SEPARATOR = "redis.separator";
  public static final String KEY = "redis.key";
  public static final String TTL = "redis.key.ttl";
  public static final String COMMAND = "redis.command";
  public static final String NULLS = "redis.nulls";
  public static final String NULLS_LITERAL = "redis.nulls.literal";
  public static final String BINARY = "redis.binary";
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
            ConfigDef.ValidString.in(HASH, "string", "json", "delete"),
            Importance.HIGH,
            "What a row becomes. hash: a hash with a field for each column that is not NULL."
                + " string: a JSON document with a member for each. json: the same as a native"
                + " document, for servers that have JSON.SET. delete: nothing; whatever is"
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
            KEY,
            ConfigDef.Type.STRING,
            "",
            Validators.text(
                "literal text and ${pk}, ${<column of the primary key>}, ${table}, ${schema},"
                    + " ${topic}",
                Template::parse),
            Importance.HIGH,
            "The whole key of a row, in place of redis.keyspace: literal text, ${pk} (all values of"
                + " the primary key, with redis.separator between), ${<column>} for single columns"
                + " of the primary key, ${table}, ${schema}, ${topic}. Where there are two"
                + " placeholders, % and the characters that stand between placeholders are written"
                + " as %XX in values. Two tables cannot share one. It names all columns of the"
                + " primary key; with redis.type=delete it may name fewer, or none.",
            GROUP,
            9,
            ConfigDef.Width.LONG,
            "Key")
        .define(
            COMMAND,
            ConfigDef.Type.STRING,
            "",
            Validators.text(
                "HSET, SET, DEL, or a redis.type",
                text -> {
                  if (!text.isEmpty()) {
                    RowTypes.ofCommand(text);
                  }
                }),
            Importance.LOW,
            "The old spelling of redis.type, which some sinks have: HSET for hash, SET for string,"
                + " DEL for delete. Write redis.type instead.",
            GROUP,
            14,
            ConfigDef.Width.SHORT,
            "Type, old spelling")
        .define(
            NULLS,
            ConfigDef.Type.STRING,
            "drop",
            ConfigDef.ValidString.in("drop", "empty", "literal"),
            Importance.LOW,
            "What a hash holds for a column that is NULL. drop: no field. empty: an empty field,"
                + " which cannot be told from an empty text. literal: a field with"
                + " redis.nulls.literal. A column that is not in the row at all is never a field.",
            GROUP,
            11,
            ConfigDef.Width.SHORT,
            "NULLs")
        .define(
            NULLS_LITERAL,
            ConfigDef.Type.STRING,
            "NULL",
            Importance.LOW,
            "The text of a NULL where redis.nulls=literal.",
            GROUP,
            12,
            ConfigDef.Width.SHORT,
            "Text of NULLs")
        .define(
            BINARY,
            ConfigDef.Type.STRING,
            "text",
            ConfigDef.ValidString.in("text", "raw", "base64"),
            Importance.LOW,
            "What a hash holds for bytes (bytea). text: what PostgreSQL prints, \\x and hex digits."
                + " raw: the bytes. base64: their Base64. Bytes within arrays and nested values are"
                + " always text.",
            GROUP,
            13,
            ConfigDef.Width.SHORT,
            "Bytes")
        .define(
            TTL,
            ConfigDef.Type.STRING,
            "",
            Validators.text(
                "seconds, or ${column}",
                text -> {
                  if (!text.isEmpty()) {
                    TimeToLive.parse(text);
                  }
                }),
            Importance.MEDIUM,
            "How long rows are kept, in seconds from their commit, or the column that says it, as"
                + " ${expires_at}: a timestamp is the moment (in UTC where it has no time zone), an"
                + " interval or a number of seconds counts from the commit, NULL is for ever. A"
                + " record's header redis.key.ttl, in seconds, outranks either; 0 is for ever."
                + " Expiries are moments: applying a row again neither extends its life nor brings"
                + " it back, and a row that is expired already is a delete. Empty: TTLs, and that"
                + " header, are left alone.",
            GROUP,
            10,
            ConfigDef.Width.MEDIUM,
            "Key TTL")
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

  static MappingConfig of(
      String name, Selection selection, AbstractConfig config, FenceConfig fence) {
    TruncatePolicy truncates =
        TruncatePolicy.valueOf(config.getString(TRUNCATE).toUpperCase(Locale.ROOT));
    return new MappingConfig(
        name,
        selection,
        config.getString(COMMAND).isEmpty()
            ? RowTypes.of(config.getString(TYPE))
            : RowTypes.ofCommand(config.getString(COMMAND)),
        FieldSelection.of(
            config.getList(FIELDS_INCLUDE),
            config.getList(FIELDS_EXCLUDE),
            config.getList(FIELDS_RENAME)),
        values(config),
        JsonObject.Numbers.valueOf(config.getString(JSON_NUMBERS).toUpperCase(Locale.ROOT)),
        key(config.getString(KEY), config.getString(KEYSPACE), config.getString(SEPARATOR)),
        Optional.of(config.getString(TTL)).filter(text -> !text.isEmpty()).map(TimeToLive::parse),
        truncates == TruncatePolicy.APPLY && !fence.on() ? TruncatePolicy.FAIL : truncates);
  }

  private static FieldValues values(AbstractConfig config) {
    Optional<Bytes> nulls =
        switch (config.getString(NULLS)) {
          case "empty" -> Optional.of(Bytes.of(""));
          case "literal" -> Optional.of(Bytes.of(config.getString(NULLS_LITERAL)));
          default -> Optional.empty();
        };
    return new FieldValues(
        nulls, FieldValues.Binary.valueOf(config.getString(BINARY).toUpperCase(Locale.ROOT)));
  }

  /** The template that these settings make; what is wrong is said without naming the setting. */
  public static KeyTemplate key(String key, String keyspace, String separator) {
    return key.isEmpty() ? KeyTemplate.of(keyspace, separator) : KeyTemplate.parse(key, separator);
  }
}
