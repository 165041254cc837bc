package io.walmirror.connector.config;

import io.walmirror.connector.catalog.ReplicaIdentities.Identity;
import io.walmirror.envelope.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/** Which tables are altered before they are read, so that the stream tells more of their rows. */
public final class IdentitySettings {

  public static final String VALUES = "replica.identity.autoset.values";

  private static final Pattern ENTRY =
      Pattern.compile(
          "\\s*(.+):\\s*(DEFAULT|FULL|NOTHING|INDEX\\s+(\\S+))\\s*", Pattern.CASE_INSENSITIVE);

  private final List<Entry> entries;

  private record Entry(String regex, Pattern tables, Identity identity) {}

  private IdentitySettings(List<Entry> entries) {
    this.entries = entries;
  }

  static void define(ConfigDef config) {
    config.define(
        VALUES,
        ConfigDef.Type.STRING,
        "",
        Rules.rule(
            "table:identity, separated by commas",
            (name, value) -> parse(value == null ? "" : value.toString())),
        Importance.LOW,
        "Replica identities to set at the start: <table>:<identity>,… with regular expressions for"
            + " schema.table and DEFAULT, FULL, NOTHING or INDEX <name>. The role must own the"
            + " tables; where it does not, the log says so and the table stays as it is.",
        "Replication",
        20,
        Width.LONG,
        "Replica identities");
  }

  static IdentitySettings of(AbstractConfig config) {
    return parse(config.getString(VALUES));
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** The identity that is wanted for a table. */
  public Optional<Identity> of(TableName table) {
    List<Entry> matching =
        entries.stream().filter(entry -> entry.tables.matcher(table.toString()).matches()).toList();
    if (matching.size() > 1) {
      throw new ConfigException(
          VALUES,
          matching.stream().map(Entry::regex).toList(),
          "match all of them " + table + "; let each table be matched by one entry");
    }
    return matching.stream().map(Entry::identity).findFirst();
  }

  private static IdentitySettings parse(String setting) {
    List<Entry> entries = new ArrayList<>();
    for (String each : setting.split(",", -1)) {
      if (each.isBlank()) {
        continue;
      }
      Matcher parts = ENTRY.matcher(each);
      if (!parts.matches()) {
        throw new ConfigException(
            VALUES, each, "must be <table>:DEFAULT, :FULL, :NOTHING or :INDEX <name>");
      }
      String regex = parts.group(1);
      try {
        entries.add(new Entry(regex, tables(regex), identity(parts)));
      } catch (PatternSyntaxException e) {
        throw new ConfigException(
            VALUES, each, "is not a regular expression: " + e.getDescription());
      }
    }
    return new IdentitySettings(List.copyOf(entries));
  }

  private static Pattern tables(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
  }

  private static Identity identity(Matcher parts) {
    String index = parts.group(3);
    return new Identity(index == null ? parts.group(2).toUpperCase(Locale.ROOT) : "INDEX", index);
  }
}
