package io.walmirror.connector.config;

import io.walmirror.envelope.TableName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/** Whether and how rows are read that are there already. */
public final class SnapshotSettings {

  public static final String MODE = "snapshot.mode";
  public static final String THREADS = "snapshot.max.threads";
  public static final String INCLUDE = "snapshot.include.collection.list";
  public static final String OVERRIDES = "snapshot.select.statement.overrides";
  public static final String CHUNK_BYTES = "snapshot.chunk.bytes";
  public static final String ROWS_PER_SECOND = "snapshot.rows.per.second";
  public static final String RANGE_ROWS = "incremental.snapshot.chunk.size";

  public static final String CUSTOM_NAME = SnapshotModes.CUSTOM_NAME;
  public static final String NEW_TABLES = "snapshot.new.tables";

  public static final String ALTERED = "schema.change.snapshot";

  public static final String REMOVED_PARTITIONS = "snapshot.removed.partitions";

  private static final String AUTO = "auto";
  private static final String OFF = "off";
  private static final String READ = "read";
  private static final String IGNORE = "ignore";
  private static final String WARN = "warn";
  private static final long BLOCK_BYTES = 8192;
  private static final String GROUP = "Snapshot";

  private SnapshotSettings() {}

  static void define(ConfigDef config) {
    int order = 0;
    config
        .define(
            MODE,
            ConfigDef.Type.STRING,
            "initial",
            SnapshotModes.names(),
            Importance.HIGH,
            "When rows are read that are there already: initial (before the first change), always"
                + " (at every start), initial_only (once, and then the task rests and drops its"
                + " slot), no_data (never), when_needed (initial, and again in a new generation"
                + " where the stream cannot continue what was read), configuration_based (as"
                + " snapshot.mode.configuration.based.* say), custom (as a Snapshotter of your own"
                + " says, see snapshot.mode.custom.name).",
            GROUP,
            ++order,
            Width.SHORT,
            "Snapshot")
        .define(
            THREADS,
            ConfigDef.Type.INT,
            1,
            ConfigDef.Range.between(1, 64),
            Importance.MEDIUM,
            "How many connections read rows at the same time, parts of one table too; all of them"
                + " see the same snapshot.",
            GROUP,
            ++order,
            Width.SHORT,
            "Threads")
        .define(
            INCLUDE,
            ConfigDef.Type.LIST,
            List.of(),
            Rules.PATTERNS,
            Importance.MEDIUM,
            "Captured tables whose rows are read: regular expressions for schema.table. All of them"
                + " where this is empty.",
            GROUP,
            ++order,
            Width.LONG,
            "Tables to read")
        .define(
            OVERRIDES,
            ConfigDef.Type.LIST,
            List.of(),
            Importance.LOW,
            "Tables, by their names schema.table, of which snapshot.select.statement.overrides."
                + "<schema>.<table> has a SELECT to read in their place. It must yield all of the"
                + " table's columns.",
            GROUP,
            ++order,
            Width.LONG,
            "Statements")
        .define(
            CHUNK_BYTES,
            ConfigDef.Type.LONG,
            16L << 20,
            ConfigDef.Range.atLeast(BLOCK_BYTES),
            Importance.LOW,
            "About how many bytes of a table are read at once. What was read is stored chunk by"
                + " chunk; a restart reads again what was not.",
            GROUP,
            ++order,
            Width.SHORT,
            "Chunk")
        .define(
            ROWS_PER_SECOND,
            ConfigDef.Type.LONG,
            0L,
            ConfigDef.Range.atLeast(0L),
            Importance.LOW,
            "The most rows that are read in a second, on demand too; 0 for no limit.",
            GROUP,
            ++order,
            Width.SHORT,
            "Rows a second")
        .define(
            NEW_TABLES,
            ConfigDef.Type.STRING,
            READ,
            Rules.oneOf(READ, IGNORE),
            Importance.MEDIUM,
            "What is done, at the next start, about tables that are captured now and were not"
                + " before: a pattern lets them in, or the publication has them now. read: their"
                + " rows are read as those of a first start are, and no other table's. ignore:"
                + " their changes alone are mirrored.",
            GROUP,
            ++order,
            Width.SHORT,
            "New tables")
        .define(
            ALTERED,
            ConfigDef.Type.STRING,
            AUTO,
            Rules.oneOf(AUTO, OFF),
            Importance.MEDIUM,
            "What is done about a table that was altered so that rows which are there already have"
                + " other values, which no change tells: a column dropped, renamed, retyped or"
                + " added with a value. auto: the table is read again, while changes are streamed;"
                + " where snapshot.mode reads no rows, only if auto is written in the"
                + " configuration. off: a warning says what to do.",
            GROUP,
            ++order,
            Width.SHORT,
            "Altered tables")
        .define(
            REMOVED_PARTITIONS,
            ConfigDef.Type.STRING,
            WARN,
            Rules.oneOf(WARN, READ),
            Importance.LOW,
            "What is done when a partition is detached or dropped from a table that is published by"
                + " its root: its rows leave the table, and no change tells. warn: a warning says"
                + " what removes them from a mirror. read: the whole table is read again, while"
                + " changes are streamed, and a sweep removes them; where "
                + ALTERED
                + " reads no table, it reads none either.",
            GROUP,
            ++order,
            Width.SHORT,
            "Removed partitions")
        .define(
            RANGE_ROWS,
            ConfigDef.Type.INT,
            1024,
            ConfigDef.Range.between(1, 1_000_000),
            Importance.LOW,
            "How many rows are read at once where rows are read on demand, while changes are"
                + " streamed. Rows of a range that change before it has gone on are left out, since"
                + " the change came already: the smaller, the fewer.",
            GROUP,
            ++order,
            Width.SHORT,
            "Rows of a range");
    SnapshotModes.define(config, GROUP, order + 1);
  }

  /** The settings as a task uses them. */
  public record Snapshot(
      SnapshotMode mode,
      int threads,
      Predicate<TableName> included,
      Map<TableName, String> overrides,
      long chunkBlocks,
      long rowsPerSecond,
      boolean readsNewTables,
      Altered altered,
      boolean readsRemovedPartitions,
      int rangeRows) {

    /** True if a new history begins with reading the rows that are there already. */
    public boolean reads() {
      return mode.reads(false, false);
    }

    /** True if that is done though it was done before. */
    public boolean always() {
      return mode.reads(true, false);
    }

    /** True if a snapshot that was left in the middle is gone on with. */
    public boolean goesOn() {
      return mode.reads(true, true);
    }

    /** True if tables are read again when they were altered. */
    public boolean readsAltered() {
      return altered == Altered.READ || (altered == Altered.WITH_OTHERS && reads());
    }

    /** True if changes are streamed once the rows are read. */
    public boolean streams() {
      return mode.streams();
    }

    /** True if a stream that cannot go on is replaced by a new generation. */
    public boolean whenNeeded() {
      return mode.replacesBrokenHistory();
    }
  }

  /** Whether altered tables are read: if others are, unless that was said. */
  enum Altered {
    READ,
    WITH_OTHERS,
    LEFT
  }

  private static Altered altered(SourceConfig config) {
    if (config.getString(ALTERED).equalsIgnoreCase(OFF)) {
      return Altered.LEFT;
    }
    return config.originals().containsKey(ALTERED) ? Altered.READ : Altered.WITH_OTHERS;
  }

  static Snapshot snapshot(SourceConfig config) {
    List<Pattern> included = CaptureSettings.patterns(config, INCLUDE);
    return new Snapshot(
        config.snapshotMode(),
        config.getInt(THREADS),
        table -> included.isEmpty() || CaptureSettings.any(included, table.toString()),
        overrides(config),
        Math.max(1, config.getLong(CHUNK_BYTES) / BLOCK_BYTES),
        config.getLong(ROWS_PER_SECOND),
        config.getString(NEW_TABLES).equalsIgnoreCase(READ),
        altered(config),
        config.getString(REMOVED_PARTITIONS).equalsIgnoreCase(READ),
        config.getInt(RANGE_ROWS));
  }

  private static Map<TableName, String> overrides(AbstractConfig config) {
    Map<TableName, String> overrides = new HashMap<>();
    for (String entry : config.getList(OVERRIDES)) {
      String table = entry.trim();
      int dot = table.indexOf('.');
      Object statement = config.originals().get(OVERRIDES + "." + table);
      if (dot < 1 || statement == null) {
        throw new ConfigException(
            OVERRIDES,
            table,
            "must be schema.table, with a SELECT under " + OVERRIDES + ".<schema>.<table>");
      }
      String select = statement.toString().strip();
      overrides.put(
          new TableName(table.substring(0, dot), table.substring(dot + 1)),
          select.endsWith(";") ? select.substring(0, select.length() - 1) : select);
    }
    return overrides;
  }
}
