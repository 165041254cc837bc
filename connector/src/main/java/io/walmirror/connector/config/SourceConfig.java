package io.walmirror.connector.config;

import io.walmirror.connector.convert.Converters;
import io.walmirror.connector.record.ColumnRules;
import io.walmirror.connector.record.Naming;
import io.walmirror.connector.value.BinaryMode;
import io.walmirror.connector.value.ValueModes;
import io.walmirror.connector.wire.Database;
import io.walmirror.connector.wire.Publication;
import io.walmirror.connector.wire.Slot;
import io.walmirror.connector.wire.StreamRequest;
import io.walmirror.envelope.Op;
import io.walmirror.envelope.TableName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** The settings of one source connector, checked and typed. */
public final class SourceConfig extends AbstractConfig {

  public static final ConfigDef DEFINITION = definition();

  private SnapshotMode snapshotMode;

  public SourceConfig(Map<String, String> settings) {
    super(DEFINITION, settings, false);
  }

  private static ConfigDef definition() {
    ConfigDef config = new ConfigDef();
    DatabaseSettings.define(config);
    CaptureSettings.define(config);
    ColumnSettings.define(config);
    SchemaSettings.define(config);
    ReplicationSettings.define(config);
    SnapshotSettings.define(config);
    ThrottleSettings.define(config);
    EventSettings.define(config);
    TopicSettings.define(config);
    TransactionSettings.define(config);
    ValueSettings.define(config);
    ConverterSettings.define(config);
    DeliverySettings.define(config);
    StreamingSettings.define(config);
    HeartbeatSettings.define(config);
    SlotSettings.define(config);
    IdentitySettings.define(config);
    SignalSettings.define(config);
    NotificationSettings.define(config);
    return config;
  }

  public Database database() {
    return DatabaseSettings.database(this, topicPrefix());
  }

  public Predicate<TableName> captured() {
    return CaptureSettings.captured(this);
  }

  public Predicate<String> capturedMessages() {
    return CaptureSettings.messages(this);
  }

  /** The tables that have to be published: what is captured, and the signal table. */
  public Predicate<TableName> published() {
    return captured().or(signals()::isTable);
  }

  /** How the running task is asked for something. */
  public SignalSettings.Signals signals() {
    return SignalSettings.signals(this, topicPrefix());
  }

  /** When rows of snapshots wait for others. */
  public ThrottleSettings.Limits limits() {
    return ThrottleSettings.limits(this, topicPrefix());
  }

  /** Where it is told how far snapshots are. */
  public NotificationSettings.Notifications notifications() {
    return NotificationSettings.notifications(this);
  }

  /** The operations that make no records. */
  public Set<Op> skippedOperations() {
    return CaptureSettings.skipped(this);
  }

  /** What is said of columns. */
  public ColumnRules columns() {
    return ColumnSettings.rules(this);
  }

  /** Whether an update that changes nothing makes no record. */
  public boolean skipsUnchanged() {
    return getBoolean(ColumnSettings.SKIP_UNCHANGED);
  }

  public StreamRequest streamRequest() {
    return new StreamRequest(
        getString(ReplicationSettings.SLOT),
        getString(ReplicationSettings.PUBLICATION),
        getBoolean(ReplicationSettings.BINARY) && !ConverterSettings.hasAny(this),
        StreamingSettings.streaming(this),
        Duration.ofMillis(getLong(SlotSettings.STATUS)));
  }

  /** True where transactions are sent while they are open, and may have to wait in files. */
  public boolean spills() {
    return StreamingSettings.spills(this);
  }

  public Path spillFolder() {
    return StreamingSettings.folder(this);
  }

  public long spillMaxBytes() {
    return getLong(StreamingSettings.SPILL_MAX);
  }

  public long streamingMemoryBytes() {
    return getLong(StreamingSettings.MEMORY);
  }

  /** The slot, as it is to be created where it is missing. */
  public Slot slot() {
    return new Slot(getString(ReplicationSettings.SLOT), getBoolean(SlotSettings.FAILOVER));
  }

  /** The publication, as it is to be created where it is missing. */
  public Publication publication() {
    return new Publication(
        getString(ReplicationSettings.PUBLICATION), getBoolean(ReplicationSettings.VIA_ROOT));
  }

  /** The replica identities that tables are to have. */
  public IdentitySettings replicaIdentities() {
    return IdentitySettings.of(this);
  }

  public PublicationMode publicationMode() {
    return PublicationMode.valueOf(upper(ReplicationSettings.AUTOCREATE));
  }

  /** The generation that is set, if one is. */
  public OptionalLong generation() {
    long set = getLong(ReplicationSettings.GENERATION);
    return set < 0 ? OptionalLong.empty() : OptionalLong.of(set);
  }

  /** When rows are read that are there already: the same object at every call. */
  public synchronized SnapshotMode snapshotMode() {
    if (snapshotMode == null) {
      snapshotMode = SnapshotModes.of(this);
    }
    return snapshotMode;
  }

  /** Whether and how rows are read that are there already. */
  public SnapshotSettings.Snapshot snapshot() {
    return SnapshotSettings.snapshot(this);
  }

  /** Which tables the settings let in; the same text for the same settings. */
  public String filters() {
    return Integer.toHexString(
        Stream.of(
                CaptureSettings.TABLE_INCLUDE,
                CaptureSettings.TABLE_EXCLUDE,
                CaptureSettings.SCHEMA_INCLUDE,
                CaptureSettings.SCHEMA_EXCLUDE,
                SnapshotSettings.INCLUDE)
            .map(this::getList)
            .toList()
            .hashCode());
  }

  /** True where a broken history is accepted and a new one begun. */
  public boolean resync() {
    return getBoolean(ReplicationSettings.RESYNC);
  }

  public String topicPrefix() {
    return getString(EventSettings.PREFIX);
  }

  public boolean tombstones() {
    return getBoolean(EventSettings.TOMBSTONES);
  }

  /** In which forms values are written. */
  public ValueModes valueModes() {
    return ValueSettings.modes(this);
  }

  /** New converters of the user's. */
  public Converters converters() {
    return ConverterSettings.converters(this);
  }

  public BinaryMode binaries() {
    return valueModes().binaries();
  }

  public String unavailableValue() {
    return getString(EventSettings.UNAVAILABLE);
  }

  /** Whether nothing at all stands for a large value that was not sent. */
  public boolean omitsUnavailable() {
    return getString(ValueSettings.UNAVAILABLE_MODE).equalsIgnoreCase("omit");
  }

  public int batchRecords() {
    return getInt(DeliverySettings.BATCH);
  }

  public long queueBytes() {
    return getLong(DeliverySettings.QUEUE_BYTES);
  }

  public Duration progressInterval() {
    return Duration.ofMillis(getLong(DeliverySettings.PROGRESS));
  }

  /** Whether Connect, with exactly-once support, commits once in an interval and not by batches. */
  public boolean storesByInterval() {
    return "interval".equalsIgnoreCase(String.valueOf(originals().get("transaction.boundary")));
  }

  /** How often a heartbeat is due; zero for never. */
  public Duration heartbeatInterval() {
    return Duration.ofMillis(getLong(HeartbeatSettings.INTERVAL));
  }

  /** Whether records tell which run of which connector made them. */
  public boolean tellsContext() {
    return getBoolean(EventSettings.CONTEXT_HEADERS);
  }

  /** Whether transactions are told to begin and to end. */
  public boolean tellsTransactions() {
    return getBoolean(TransactionSettings.PROVIDE);
  }

  /** What topics are called. */
  public Naming naming() {
    return new Naming(
        topicPrefix(), TopicSettings.strategy(this), SchemaSettings.schemaNames(this));
  }

  /** Tells what is wrong with the way in which topics are called. */
  public void checkNaming(BiConsumer<String, String> problems) {
    TopicSettings.check(this, problems);
  }

  /** What is run with every heartbeat; empty for nothing. */
  public String heartbeatQuery() {
    return getString(HeartbeatSettings.QUERY);
  }

  /** Whether the slot is told what it may forget. */
  public boolean confirms() {
    return SlotSettings.confirms(this);
  }

  /** How often the slot's xmin is read; zero for never. */
  public Duration xminInterval() {
    return Duration.ofMillis(getLong(SlotSettings.XMIN));
  }

  public boolean dropsSlotOnStop() {
    return getBoolean(SlotSettings.DROP);
  }

  String upper(String name) {
    return getString(name).toUpperCase(Locale.ROOT);
  }

  /** What is done about the publication. */
  public enum PublicationMode {
    ALL_TABLES,
    FILTERED,
    DISABLED
  }
}
