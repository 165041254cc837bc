package io.walmirror.connector.config;

import io.walmirror.connector.record.ColumnRules;
import io.walmirror.connector.value.ColumnMapping;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/**
 * Which columns are in the events, how their values are hidden, and which make the key. Patterns
 * match the whole name {@code schema.table.column}, in any case, as Debezium's do.
 */
public final class ColumnSettings {

  public static final String INCLUDE = "column.include.list";
  public static final String EXCLUDE = "column.exclude.list";
  public static final String KEY = "message.key.columns";
  public static final String SKIP_UNCHANGED = "skip.messages.without.change";

  private static final Pattern TRUNCATE =
      Pattern.compile("column\\.truncate\\.to\\.(\\d+)\\.chars");
  private static final Pattern MASK = Pattern.compile("column\\.mask\\.with\\.(\\d+)\\.chars");
  private static final Pattern HASH =
      Pattern.compile("column\\.mask\\.hash(\\.v2)?\\.([^.]+)\\.with\\.salt\\.(.+)");
  private static final Pattern KEY_ENTRY = Pattern.compile("\\s*([^\\s:]+):([^\\s:]+)\\s*");
  private static final String GROUP = "Columns";
  private static final String KNOWN =
      "known are column.mask.with.<n>.chars, column.mask.hash.<algorithm>.with.salt.<salt>,"
          + " column.mask.hash.v2.<algorithm>.with.salt.<salt> and column.truncate.to.<n>.chars";

  private ColumnSettings() {}

  static void define(ConfigDef config) {
    config
        .define(
            INCLUDE,
            ConfigDef.Type.LIST,
            List.of(),
            Rules.PATTERNS,
            Importance.MEDIUM,
            "Columns to have in events: regular expressions for schema.table.column. A key keeps"
                + " its columns whatever is said here.",
            GROUP,
            1,
            Width.LONG,
            INCLUDE)
        .define(
            EXCLUDE,
            ConfigDef.Type.LIST,
            List.of(),
            Rules.PATTERNS,
            Importance.MEDIUM,
            "Columns to leave out of events: regular expressions for schema.table.column. Not"
                + " together with column.include.list. Values are hidden by"
                + " column.mask.with.<n>.chars (asterisks), column.mask.hash.<algorithm>.with.salt"
                + ".<salt> and column.mask.hash.v2.<algorithm>.with.salt.<salt> (a hash) and"
                + " column.truncate.to.<n>.chars, each with such a list of columns; the first that"
                + " names a column holds, in the order asterisks, hash, truncate. Asterisks and"
                + " hashes are for texts and arrays of texts: a column of another type that one"
                + " of them names is refused. Keys are not hidden.",
            GROUP,
            2,
            Width.LONG,
            EXCLUDE)
        .define(
            KEY,
            ConfigDef.Type.STRING,
            "",
            Rules.matching(
                "(\\s*[^\\s:;]+:[^\\s:;]+\\s*(;|$))*",
                "<table>:<column>,<column>;… without spaces"),
            Importance.MEDIUM,
            "Columns that make the key instead of the primary key: <table>:<column>,<column>;… with"
                + " regular expressions for schema.table and for the columns. Only if the table's"
                + " replica identity has them does a delete name its row by them, and does an"
                + " update of theirs remove the row's old key; else set REPLICA IDENTITY FULL.",
            GROUP,
            3,
            Width.LONG,
            "Key columns")
        .define(
            SKIP_UNCHANGED,
            ConfigDef.Type.BOOLEAN,
            false,
            Importance.LOW,
            "Whether an update that changes none of the columns in the events makes no record."
                + " Needs REPLICA IDENTITY FULL.",
            GROUP,
            4,
            Width.SHORT,
            "Skip without change");
  }

  static ColumnRules rules(AbstractConfig config) {
    List<Pattern> wanted = CaptureSettings.patterns(config, INCLUDE);
    List<Pattern> unwanted = CaptureSettings.patterns(config, EXCLUDE);
    Predicate<String> included =
        column ->
            (wanted.isEmpty() || CaptureSettings.any(wanted, column))
                && !CaptureSettings.any(unwanted, column);
    return new ColumnRules(
        included,
        mappings(
            config.originalsStrings(),
            (name, problem) -> {
              throw new ConfigException(name + " " + problem);
            }),
        keys(config.getString(KEY)),
        SchemaSettings.rules(config));
  }

  /** Tells what is wrong with settings that no definition knows, because a part of each is free. */
  public static void check(Map<String, String> settings, BiConsumer<String, String> problems) {
    mappings(settings, problems);
    if (isSet(settings, INCLUDE) && isSet(settings, EXCLUDE)) {
      problems.accept(EXCLUDE, "cannot be set together with " + INCLUDE + "; remove one of them");
    }
    try {
      keys(settings.getOrDefault(KEY, ""));
    } catch (PatternSyntaxException e) {
      problems.accept(KEY, "is not a regular expression: " + e.getDescription());
    }
  }

  private static boolean isSet(Map<String, String> settings, String name) {
    return !settings.getOrDefault(name, "").isBlank();
  }

  private static List<ColumnRules.Mapped> mappings(
      Map<String, String> settings, BiConsumer<String, String> problems) {
    List<ColumnRules.Mapped> truncated = new ArrayList<>();
    List<ColumnRules.Mapped> masked = new ArrayList<>();
    List<ColumnRules.Mapped> hashed = new ArrayList<>();
    new TreeMap<>(settings)
        .forEach(
            (name, value) -> {
              try {
                Matcher truncate = TRUNCATE.matcher(name);
                Matcher mask = MASK.matcher(name);
                Matcher hash = HASH.matcher(name);
                if (truncate.matches()) {
                  int length = Integer.parseInt(truncate.group(1));
                  truncated.add(mapped(name, value, new ColumnMapping.Truncated(length)));
                } else if (mask.matches()) {
                  int length = Integer.parseInt(mask.group(1));
                  masked.add(mapped(name, value, new ColumnMapping.Masked(length)));
                } else if (hash.matches()) {
                  boolean first = hash.group(1) == null;
                  hashed.add(
                      mapped(
                          name,
                          value,
                          ColumnMapping.Hashed.of(hash.group(2), hash.group(3), first)));
                } else if (name.startsWith("column.mask.") || name.startsWith("column.truncate.")) {
                  problems.accept(name, "is no setting; " + KNOWN);
                }
              } catch (NumberFormatException e) {
                problems.accept(name, "has a length that is no number of 32 bits");
              } catch (NoSuchAlgorithmException e) {
                problems.accept(
                    name,
                    "names an algorithm that this Java does not have; SHA-256 is always there");
              } catch (PatternSyntaxException e) {
                problems.accept(name, "is not a regular expression: " + e.getDescription());
              }
            });
    // What hides more comes first.
    List<ColumnRules.Mapped> all = new ArrayList<>(masked);
    all.addAll(hashed);
    all.addAll(truncated);
    return all;
  }

  private static ColumnRules.Mapped mapped(String setting, String columns, ColumnMapping mapping) {
    List<Pattern> patterns = RegexList.of(columns).stream().map(ColumnSettings::pattern).toList();
    return new ColumnRules.Mapped(
        setting, column -> CaptureSettings.any(patterns, column), mapping);
  }

  private static List<Predicate<String>> keys(String setting) {
    List<Predicate<String>> keys = new ArrayList<>();
    for (String entry : setting.split(";", -1)) {
      Matcher parts = KEY_ENTRY.matcher(entry);
      if (parts.matches()) {
        for (String column : parts.group(2).split(",", -1)) {
          Pattern pattern = pattern("(?:" + parts.group(1) + ")\\.(?:" + column + ")");
          keys.add(name -> pattern.matcher(name).matches());
        }
      }
    }
    return keys;
  }

  private static Pattern pattern(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
  }
}
