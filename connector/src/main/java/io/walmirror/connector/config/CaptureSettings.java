package io.walmirror.connector.config;

import io.walmirror.envelope.Op;
import io.walmirror.envelope.TableName;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/**
 * Which tables and messages are captured. Patterns match the whole name, in any case, as Debezium's
 * do.
 */
public final class CaptureSettings {

  public static final String TABLE_INCLUDE = "table.include.list";
  public static final String TABLE_EXCLUDE = "table.exclude.list";
  public static final String SCHEMA_INCLUDE = "schema.include.list";
  public static final String SCHEMA_EXCLUDE = "schema.exclude.list";

  public static final String MESSAGE_INCLUDE = "message.prefix.include.list";
  public static final String MESSAGE_EXCLUDE = "message.prefix.exclude.list";

  public static final String SKIPPED = "skipped.operations";

  private static final String NONE = "none";
  private static final String GROUP = "Tables";

  private CaptureSettings() {}

  static void define(ConfigDef config) {
    define(config, 1, TABLE_INCLUDE, "Tables to capture: regular expressions for schema.table.");
    define(config, 2, TABLE_EXCLUDE, "Tables to leave out: regular expressions for schema.table.");
    define(config, 3, SCHEMA_INCLUDE, "Schemas to capture: regular expressions.");
    define(config, 4, SCHEMA_EXCLUDE, "Schemas to leave out: regular expressions.");
    define(config, 5, MESSAGE_INCLUDE, "Prefixes of logical messages to capture.");
    define(config, 6, MESSAGE_EXCLUDE, "Prefixes of logical messages to leave out.");
    config.define(
        SKIPPED,
        ConfigDef.Type.LIST,
        List.of(NONE),
        Rules.someOf(NONE, "c", "u", "d", "t"),
        Importance.LOW,
        "Operations that make no records: c (insert), u (update), d (delete), t (truncate), or none.",
        GROUP,
        7,
        Width.SHORT,
        "Skipped operations");
  }

  private static void define(ConfigDef config, int order, String name, String doc) {
    config.define(
        name,
        ConfigDef.Type.LIST,
        List.of(),
        Rules.PATTERNS,
        Importance.MEDIUM,
        doc,
        GROUP,
        order,
        Width.LONG,
        name);
  }

  /** The tables that these settings capture; never a system schema's. */
  static Predicate<TableName> captured(AbstractConfig config) {
    List<Pattern> tables = patterns(config, TABLE_INCLUDE);
    List<Pattern> notTables = patterns(config, TABLE_EXCLUDE);
    List<Pattern> schemas = patterns(config, SCHEMA_INCLUDE);
    List<Pattern> notSchemas = patterns(config, SCHEMA_EXCLUDE);
    return table ->
        !table.schema().equals("pg_catalog")
            && !table.schema().equals("information_schema")
            && (schemas.isEmpty() || any(schemas, table.schema()))
            && !any(notSchemas, table.schema())
            && (tables.isEmpty() || any(tables, table.toString()))
            && !any(notTables, table.toString());
  }

  /** The prefixes of logical messages that these settings capture. */
  static Predicate<String> messages(AbstractConfig config) {
    List<Pattern> wanted = patterns(config, MESSAGE_INCLUDE);
    List<Pattern> unwanted = patterns(config, MESSAGE_EXCLUDE);
    return prefix -> (wanted.isEmpty() || any(wanted, prefix)) && !any(unwanted, prefix);
  }

  /** The operations that make no records. */
  static Set<Op> skipped(AbstractConfig config) {
    return config.getList(SKIPPED).stream()
        .flatMap(code -> Op.ofCode(code).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  static boolean any(List<Pattern> patterns, String name) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches());
  }

  static List<Pattern> patterns(AbstractConfig config, String name) {
    return RegexList.joined(config.getList(name)).stream()
        .map(pattern -> Pattern.compile(pattern, Pattern.CASE_INSENSITIVE))
        .toList();
  }
}
