package io.walmirror.sink.config;

import io.walmirror.sink.command.TruncatePolicy;
import io.walmirror.sink.template.KeyTemplate;
import io.walmirror.sink.template.Template;
import java.util.Locale;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** What rows become in Redis, under which keys, and what empties a table. */
public record MappingConfig(KeyTemplate key, TruncatePolicy truncates) {

  public static final String TYPE = "redis.type";
  public static final String KEYSPACE = "redis.keyspace";
  public static final String SEPARATOR = "redis.separator";

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
            ConfigDef.ValidString.in(HASH),
            Importance.HIGH,
            "What a row becomes: hash, a hash with a field for each column that is not NULL.",
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
            "Truncate");
  }

  static MappingConfig of(AbstractConfig config, FenceConfig fence) {
    TruncatePolicy truncates =
        TruncatePolicy.valueOf(config.getString(TRUNCATE).toUpperCase(Locale.ROOT));
    return new MappingConfig(
        KeyTemplate.of(config.getString(KEYSPACE), config.getString(SEPARATOR)),
        truncates == TruncatePolicy.APPLY && !fence.on() ? TruncatePolicy.FAIL : truncates);
  }
}
