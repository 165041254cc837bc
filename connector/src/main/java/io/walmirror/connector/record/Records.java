package io.walmirror.connector.record;

import io.walmirror.connector.catalog.TableDescription;
import io.walmirror.connector.event.Change;
import io.walmirror.connector.event.Notification;
import io.walmirror.connector.event.ResumePoint;
import io.walmirror.connector.event.SnapshotRow;
import io.walmirror.connector.event.Transaction;
import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.connector.pgoutput.Tuple;
import io.walmirror.connector.value.BinaryMode;
import io.walmirror.connector.value.Codecs;
import io.walmirror.connector.value.UnknownLabelException;
import io.walmirror.envelope.HeaderNames;
import io.walmirror.envelope.Lsn;
import io.walmirror.envelope.Op;
import io.walmirror.envelope.Position;
import io.walmirror.envelope.SweepRecord;
import io.walmirror.envelope.TableName;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Makes source records of changes. A change may make several: a delete has its tombstone, a moved
 * key is a delete, a tombstone and a create. Only the last of them carries the change's own offset;
 * those before it carry the offset of the change before, so that a kill between them loses none.
 * Used by the reader thread alone.
 */
public final class Records implements Change.Visitor {

  private static final Schema TEXT = Schema.STRING_SCHEMA;

  /** What logical messages are counted as. */
  private static final String MESSAGES = "message";

  private final Settings settings;
  private History history;
  private final Codecs codecs;
  private final Lookup lookup;
  private final Consumer<SourceRecord> downstream;
  private final InstantSource clock;
  private final Naming naming;
  private final SourceBlock.Origin origin;
  private final MessagePlan messages;
  private final Map<String, String> partition;
  private final TransactionRecords transactions;
  private final IdentityHashMap<Relation, Table> tables = new IdentityHashMap<>();
  private final List<String> unchanged = new ArrayList<>();
  private Table last;
  private SourceOffset lastOffset;
  private SourceOffset.Unfinished snapshot;
  private String signals = "";
  private IntPredicate unfinished = relation -> false;
  private SourceOffset held;
  private TransactionCounts told;
  private Touches touches = Touches.NONE;

  /** What the records look like. */
  public record Settings(
      String version,
      Naming naming,
      String database,
      boolean tombstones,
      BinaryMode binaries,
      String unavailableValue,
      ColumnRules columns,
      Conversions conversions,
      boolean skipUnchanged,
      boolean transactions,
      boolean context) {}

  /**
   * {@code start} is where the stream goes on: the offset of what comes before the first change;
   * {@code told} is how much was told before of the transaction that goes on there.
   */
  public Records(
      Settings settings,
      History history,
      Codecs codecs,
      Lookup lookup,
      ResumePoint start,
      TransactionCounts told,
      InstantSource clock,
      Consumer<SourceRecord> downstream) {
    this.settings = settings;
    this.history = history;
    this.codecs = codecs;
    this.lookup = lookup;
    this.clock = clock;
    this.naming = settings.naming();
    this.downstream = settings.context() ? new ContextHeaders(naming, downstream) : downstream;
    this.origin =
        new SourceBlock.Origin(
            settings.version(), naming.prefix(), settings.database(), lookup::xmin);
    this.messages = new MessagePlan(origin, settings.binaries());
    this.partition = partition(naming.prefix());
    this.transactions = new TransactionRecords(partition, naming.transactionTopic());
    this.told = told;
    this.lastOffset = new SourceOffset(history, start, 0, 0).withTold(told);
  }

  /** The source partition of a connector with this topic prefix. */
  public static Map<String, String> partition(String prefix) {
    return Map.of("server", prefix);
  }

  /** What follows is read from another stream of the same generation, on this timeline. */
  public void goesOnIn(History same) {
    history = same;
  }

  /** What the last record's offset covers. */
  public Lsn covered() {
    return lastOffset.covered();
  }

  /**
   * From now on offsets say that this snapshot is not stored as a whole. A row of a table that is
   * {@code unfinished} (asked by its OID) and that comes without a large value which did not change
   * may have to be read again after a crash, and must be noticed again then: from it on offsets
   * stay before it.
   */
  public void beginSnapshot(SourceOffset.Unfinished begun, IntPredicate unfinishedTable) {
    snapshot = begun;
    unfinished = unfinishedTable;
    held = null;
    lastOffset = lastOffset.withSnapshot(begun);
  }

  /** The snapshot is stored as a whole: offsets say where the stream is and nothing else. */
  public void snapshotStored() {
    snapshot = null;
    unfinished = relation -> false;
    held = null;
    lastOffset = lastOffset.withSnapshot(null);
  }

  /** From now on offsets tell this of signals. */
  public void signals(String told) {
    signals = told;
    lastOffset = lastOffset.withSignals(told);
    held = held == null ? null : held.withSignals(told);
  }

  /** Something for people to know; its offset is the last record's, which stores nothing new. */
  public void notification(Notification notification, String topic) {
    downstream.accept(NotificationRecord.of(notification, partition, lastOffset, topic));
  }

  /** Tells these, from now on, of what records are made of. */
  public void tell(Touches others) {
    touches = others;
  }

  /** The shape that is in force, if it is this one: rows of one shape then cost one plan. */
  public Relation inForce(Relation shape) {
    for (Relation each : tables.keySet()) {
      if (each.oid() == shape.oid() && each.equals(shape)) {
        return each;
      }
    }
    return shape;
  }

  /** True if rows of this shape have a key. */
  public boolean hasKey(Relation relation) {
    return table(relation).plan.keySchema() != null;
  }

  /**
   * A row that a snapshot read, what is stored of its leaf with it, and what is to be run when
   * Kafka has it.
   */
  public void read(SnapshotRow row, SnapshotOffset.Place place, Runnable acknowledged) {
    read(row, key -> true, place.partition(), place.offset(), () -> acknowledged);
  }

  /**
   * A row that a snapshot read, unless its key is not wanted, and what is stored with it; whether
   * it was. The receipt is asked for if it was, and is run when Kafka has it.
   */
  public boolean read(
      SnapshotRow row,
      Predicate<Struct> wanted,
      Map<String, String> rowPartition,
      Map<String, Object> offset,
      Supplier<Runnable> receipt) {
    Struct after = row(row.relation(), row.row());
    Table table = table(row.relation());
    Struct key = table.plan.key(after, row.row());
    if (!wanted.test(key)) {
      return false;
    }
    Struct envelope =
        table
            .plan
            .envelope()
            .envelope(Op.READ, null, after, table.source.of(row), null, clock.instant());
    ConnectHeaders headers = new ConnectHeaders();
    headers.addString(
        HeaderNames.POSITION,
        Position.text(history.generation(), row.below().value(), row.number(), Position.CHANGE));
    addArrays(headers, table, after);
    downstream.accept(
        new AwaitedRecord(
            rowPartition,
            offset,
            table.plan.topic(),
            key == null ? null : table.plan.keySchema(),
            key,
            table.plan.envelope().schema(),
            envelope,
            headers,
            receipt.get()));
    return true;
  }

  /** A record for no table that stores what snapshots were asked for, and how far they are. */
  public void demandProgress(Map<String, String> demandPartition, Map<String, Object> offset) {
    control(
        demandPartition,
        offset,
        "{\"server\":\"" + naming.prefix() + "\",\"kind\":\"demand\"}",
        "{\"ts_ms\":" + clock.millis() + "}");
  }

  /** The topic that a table's records are sent to. */
  public String topic(TableName table) {
    return naming.topic(table);
  }

  /**
   * Says that all rows of a table have come again: whatever is older than the point of the snapshot
   * that they were read in is of rows that are gone. {@code written} is how far its records are in
   * Kafka, by topic and partition. It is stored before whatever is sent behind it.
   */
  public void sweep(TableName table, Lsn point, Map<String, ? extends Map<Integer, Long>> written) {
    SweepRecord sweep =
        SweepRecord.of(
            table,
            history.generation(),
            point.value(),
            written.isEmpty() ? Map.of(topic(table), Map.<Integer, Long>of()) : written);
    control(partition, lastOffset, sweep.key(naming.prefix()), sweep.value());
  }

  /** A record for no table that stores how far a snapshot's leaf is read. */
  public void snapshotProgress(SnapshotOffset.Place place) {
    control(
        place.partition(),
        place.offset(),
        "{\"server\":\""
            + naming.prefix()
            + "\",\"kind\":\"snapshot\",\"table\":\""
            + place.leaf().text()
            + "\"}",
        "{\"done\":\"" + place.done() + "\",\"ts_ms\":" + clock.millis() + "}");
  }

  /** A record for no table that stores which tables are known. */
  public void knownTables(KnownTables known) {
    control(
        KnownTables.partition(naming.prefix()),
        known.offset(),
        "{\"server\":\"" + naming.prefix() + "\",\"kind\":\"tables\"}",
        "{\"tables\":" + known.oids().size() + ",\"ts_ms\":" + clock.millis() + "}");
  }

  /** A record for no table that stores how far the log is covered. */
  public void progress(ResumePoint point) {
    lastOffset = offset(point, 0, 0);
    control(
        partition,
        lastOffset,
        "{\"server\":\"" + naming.prefix() + "\",\"kind\":\"progress\"}",
        "{\"lsn\":\"" + point.covered() + "\",\"ts_ms\":" + clock.millis() + "}");
  }

  /** A sign of life in the heartbeat topic; it stores the same. */
  public void heartbeat(ResumePoint point) {
    lastOffset = offset(point, 0, 0);
    downstream.accept(
        Heartbeat.record(
            partition, lastOffset, naming.heartbeatTopic(), naming.prefix(), clock.millis()));
  }

  @Override
  public void inserted(Change.Inserted change) {
    Struct row = row(change.relation(), change.row());
    Table table = table(change.relation());
    Struct envelope = envelope(Op.CREATE, change, table, null, row);
    SourceOffset offset = offset(change);
    Struct key = table.plan.key(row, change.row());
    touched(change, table, key);
    emit(table, key, envelope, headers(change, table, row, Position.CHANGE), offset);
    lastOffset = offset;
  }

  @Override
  public void updated(Change.Updated change) {
    Struct row = row(change.relation(), change.row());
    Table table = table(change.relation());
    Struct old;
    try {
      old = change.old() == null ? null : table.plan.oldRow(change.old().row());
    } catch (UnknownLabelException e) {
      learn(change.relation(), e);
      updated(change);
      return;
    }
    if (old != null && !unchanged.isEmpty()) {
      // A large value that did not change is not in the new row, but it may be in the old one.
      List<String> told = new ArrayList<>(unchanged);
      told.removeIf(column -> !change.old().complete() && !table.plan.inIdentity(column));
      told.forEach(column -> row.put(column, old.getWithoutDefault(column)));
      unchanged.removeAll(told);
    }
    if (settings.skipUnchanged()
        && old != null
        && change.old().complete()
        && row.equals(old)
        && table.plan.arrays(row).equals(table.plan.arrays(old))) {
      return;
    }
    holdIfPartial(change.relation());
    Struct key = table.plan.key(row, change.row());
    Struct oldKey = old == null ? key : table.plan.key(old, change.old().row());
    if (key != null && !key.equals(oldKey)) {
      lookUpUnchanged(table, row, key, change.row());
      moved(change, table, old, oldKey, row, key);
      return;
    }
    Struct envelope = envelope(Op.UPDATE, change, table, old, row);
    SourceOffset offset = offset(change);
    touched(change, table, key);
    emit(table, key, envelope, headers(change, table, row, Position.CHANGE), offset);
    lastOffset = offset;
  }

  @Override
  public void deleted(Change.Deleted change) {
    Struct old = oldRow(change.relation(), change.old().row());
    Table table = table(change.relation());
    Struct key = table.plan.key(old, change.old().row());
    Struct envelope = envelope(Op.DELETE, change, table, old, null);
    SourceOffset offset = offset(change);
    boolean tombstone = settings.tombstones() && key != null;
    touched(change, table, key);
    emit(
        table,
        key,
        envelope,
        headers(change, table, old, Position.CHANGE),
        tombstone ? lastOffset : offset);
    if (tombstone) {
      tombstone(change, table, key, null, offset);
    }
    lastOffset = offset;
  }

  @Override
  public void truncated(Change.Truncated change) {
    Table table = table(change.relation());
    Struct envelope = envelope(Op.TRUNCATE, change, table, null, null);
    SourceOffset offset = offset(change);
    touches.emptied(change.transaction(), table.plan.relation());
    downstream.accept(
        new SourceRecord(
            partition,
            offset,
            table.plan.topic(),
            null,
            null,
            null,
            table.plan.envelope().schema(),
            envelope,
            null,
            positionHeader(change, Position.CHANGE)));
    lastOffset = offset;
  }

  @Override
  public void emitted(Change.Emitted change) {
    Struct value = messages.value(change, block(change, MESSAGES), clock.instant());
    SourceOffset offset = offset(change);
    ConnectHeaders headers = positionHeader(change, Position.CHANGE);
    headers.addString(HeaderNames.OP, Op.MESSAGE.code());
    downstream.accept(
        new SourceRecord(
            partition,
            offset,
            naming.messageTopic(),
            null,
            messages.keySchema(),
            messages.key(change),
            messages.valueSchema(),
            value,
            null,
            headers));
    lastOffset = offset;
  }

  @Override
  public void begun(Change.Begun change) {
    if (told.isOf(change.transaction())) {
      // Before a restart or a lost connection in the middle of it.
      return;
    }
    told = TransactionCounts.begin(change.transaction());
    lastOffset = held == null ? lastOffset.withTold(told) : held;
    downstream.accept(transactions.begin(change.transaction(), change.place().lsn(), lastOffset));
  }

  @Override
  public void ended(Change.Ended change) {
    Transaction transaction = change.transaction();
    TransactionCounts counts = told;
    told = TransactionCounts.NONE;
    lastOffset = offset(change.point(), transaction.xid(), transaction.commitMicros());
    downstream.accept(transactions.end(transaction, change.place().lsn(), counts, lastOffset));
  }

  /**
   * The new key's first event cannot point to a value that was sent under the old one: what did not
   * change is asked for. A row that is gone has left a later event.
   */
  private void lookUpUnchanged(Table table, Struct row, Struct key, Tuple tuple) {
    if (unchanged.isEmpty() || table.plan.keyIsConverted()) {
      return;
    }
    Map<String, String> by = MovedRow.keyText(table.plan, key, tuple, codecs);
    if (by.isEmpty()) {
      return;
    }
    List<String> columns = unchanged.stream().map(table.plan::column).toList();
    Map<String, String> now = lookup.values(table.plan.relation(), columns, by);
    unchanged.removeIf(
        field -> {
          String text = now.get(table.plan.column(field));
          return text != null && table.plan.putText(row, field, text);
        });
  }

  private void moved(
      Change change, Table table, Struct old, Struct oldKey, Struct row, Struct key) {
    Struct delete = envelope(Op.DELETE, change, table, old, null);
    Struct create = envelope(Op.CREATE, change, table, null, row);
    SourceOffset offset = offset(change);
    touches.touched(change.transaction(), table.plan.relation(), oldKey, false);
    touched(change, table, key);
    ConnectHeaders created = headers(change, table, row, Position.MOVED_CREATE);
    created.add(HeaderNames.OLD_KEY, oldKey, table.plan.keySchema());
    ConnectHeaders deleted = positionHeader(change, Position.CHANGE);
    deleted.add(HeaderNames.NEW_KEY, key, table.plan.keySchema());
    addArrays(deleted, table, old);
    emit(table, oldKey, delete, deleted, lastOffset);
    if (settings.tombstones()) {
      tombstone(change, table, oldKey, key, lastOffset);
    }
    emit(table, key, create, created, offset);
    lastOffset = offset;
  }

  /** A record is made of this row; called before the header says what was not sent of it. */
  private void touched(Change change, Table table, Struct key) {
    touches.touched(change.transaction(), table.plan.relation(), key, !unchanged.isEmpty());
  }

  private void tombstone(
      Change change, Table table, Struct key, Struct newKey, SourceOffset offset) {
    ConnectHeaders headers = positionHeader(change, Position.TOMBSTONE);
    if (newKey != null) {
      headers.add(HeaderNames.NEW_KEY, newKey, table.plan.keySchema());
    }
    headers.addString(HeaderNames.OP, Op.DELETE.code());
    headers.addString(HeaderNames.TABLE, table.plan.tableText());
    downstream.accept(
        new SourceRecord(
            partition,
            offset,
            table.plan.topic(),
            null,
            table.plan.keySchema(),
            key,
            null,
            null,
            null,
            headers));
  }

  private void emit(
      Table table, Struct key, Struct envelope, ConnectHeaders headers, SourceOffset offset) {
    downstream.accept(
        new SourceRecord(
            partition,
            offset,
            table.plan.topic(),
            null,
            key == null ? null : table.plan.keySchema(),
            key,
            table.plan.envelope().schema(),
            envelope,
            null,
            headers));
  }

  /** A record of the control topic. */
  private void control(Map<String, ?> of, Map<String, ?> offset, String key, String value) {
    downstream.accept(new SourceRecord(of, offset, naming.controlTopic(), TEXT, key, TEXT, value));
  }

  private Struct envelope(Op op, Change change, Table table, Struct before, Struct after) {
    return table
        .plan
        .envelope()
        .envelope(
            op,
            before,
            after,
            table.source.of(change.transaction(), change.place()),
            block(change, table.plan.relation().name().toString()),
            clock.instant());
  }

  /** Counts one event more of its transaction, where transactions are told of. */
  private Struct block(Change change, String table) {
    Transaction transaction = change.transaction();
    if (!settings.transactions() || transaction.isNone()) {
      return null;
    }
    told = (told.isOf(transaction) ? told : TransactionCounts.begin(transaction)).plus(table);
    return TransactionBlock.of(
        TransactionRecords.id(transaction, change.place().lsn()), told.total(), told.of(table));
  }

  /** The headers of a record about this row: its position, and what its values do not tell. */
  private ConnectHeaders headers(Change change, Table table, Struct row, int part) {
    ConnectHeaders headers = positionHeader(change, part);
    addArrays(headers, table, row);
    if (!unchanged.isEmpty()) {
      headers.addString(HeaderNames.UNCHANGED, TablePlan.unchangedText(unchanged));
      unchanged.clear();
    }
    return headers;
  }

  private static void addArrays(ConnectHeaders headers, Table table, Struct row) {
    table.plan.arrays(row).ifPresent(text -> headers.addString(HeaderNames.ARRAYS, text));
  }

  private ConnectHeaders positionHeader(Change change, int part) {
    Transaction transaction = change.transaction();
    ConnectHeaders headers = new ConnectHeaders();
    headers.addString(
        HeaderNames.POSITION,
        Position.text(
            history.generation(), transaction.commitLsn().value(), change.place().ordinal(), part));
    return headers;
  }

  private SourceOffset offset(Change change) {
    Transaction transaction = change.transaction();
    return offset(ResumePoint.after(change), transaction.xid(), transaction.commitMicros());
  }

  private SourceOffset offset(ResumePoint point, int xid, long commitMicros) {
    return held == null
        ? new SourceOffset(history, point, xid, commitMicros, snapshot, signals, told)
        : held;
  }

  /** Holds offsets before this row, if it lacks a value that a snapshot may have to read again. */
  private void holdIfPartial(Relation relation) {
    if (!unchanged.isEmpty() && unfinished.test(relation.oid()) && held == null) {
      held = lastOffset;
    }
  }

  @SuppressWarnings("ReferenceEquality") // The very RELATION in force, not one that looks like it.
  private Table table(Relation relation) {
    if (last == null || last.plan.relation() != relation) {
      last = tables.get(relation);
      if (last == null) {
        last = newTable(relation);
        tables.put(relation, last);
      }
    }
    return last;
  }

  private Table newTable(Relation relation) {
    // An older shape of the table never comes back: the stream goes one way.
    tables.keySet().removeIf(older -> older.oid() == relation.oid());
    return newTable(relation, lookup.describe(relation));
  }

  private Table newTable(Relation relation, TableDescription description) {
    TablePlan plan =
        TablePlan.compile(
            relation,
            description,
            naming,
            codecs,
            settings.conversions(),
            settings.unavailableValue(),
            settings.columns());
    return new Table(plan, description, new SourceBlock(origin, relation.name()));
  }

  /** The row of a tuple; what the catalog says now may not hold for a row of then. */
  private Struct row(Relation relation, Tuple tuple) {
    unchanged.clear();
    try {
      return table(relation).plan.row(tuple, unchanged);
    } catch (NullInRequiredColumnException e) {
      unchanged.clear();
      last = newTable(relation, table(relation).description.withOptional(e.column()));
      tables.put(relation, last);
      return row(relation, tuple);
    } catch (UnknownLabelException e) {
      learn(relation, e);
      return row(relation, tuple);
    }
  }

  private Struct oldRow(Relation relation, Tuple tuple) {
    try {
      return table(relation).plan.oldRow(tuple);
    } catch (UnknownLabelException e) {
      learn(relation, e);
      return oldRow(relation, tuple);
    }
  }

  /** A label added to an enum has no message of its own: its first value tells. */
  private void learn(Relation relation, UnknownLabelException unknown) {
    unchanged.clear();
    codecs.learn(unknown);
    last = newTable(relation, table(relation).description);
    tables.put(relation, last);
  }

  private record Table(TablePlan plan, TableDescription description, SourceBlock source) {}
}
