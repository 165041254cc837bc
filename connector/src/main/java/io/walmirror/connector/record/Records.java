package io.walmirror.connector.record;

import io.walmirror.connector.event.Change;
import io.walmirror.connector.event.ResumePoint;
import io.walmirror.connector.event.SnapshotRow;
import io.walmirror.connector.event.Transaction;
import io.walmirror.connector.pgoutput.OldRow;
import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.connector.pgoutput.Tuple;
import io.walmirror.connector.record.Tables.Table;
import io.walmirror.connector.value.BinaryMode;
import io.walmirror.connector.value.Codecs;
import io.walmirror.envelope.HeaderNames;
import io.walmirror.envelope.Lsn;
import io.walmirror.envelope.Op;
import io.walmirror.envelope.Position;
import io.walmirror.envelope.TableName;
import io.walmirror.envelope.UnchangedColumns;
import java.time.InstantSource;
import java.util.ArrayList;
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

  private final Settings settings;
  private final Codecs codecs;
  private final Lookup lookup;
  private final Consumer<SourceRecord> downstream;
  private final Naming naming;
  private final OffsetTrail offsets;
  private final Tables tables;
  private final EventRecords events;
  private final ControlRecords controls;
  private final MessagePlan messages;
  private final TransactionRecords transactions;
  private final List<String> unchanged = new ArrayList<>();
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
    this.codecs = codecs;
    this.lookup = lookup;
    this.naming = settings.naming();
    this.downstream = settings.context() ? new ContextHeaders(naming, downstream) : downstream;
    SourceBlock.Origin origin =
        new SourceBlock.Origin(
            settings.version(), naming.prefix(), settings.database(), lookup::xmin);
    Map<String, String> partition = partition(naming.prefix());
    this.offsets = new OffsetTrail(history, start, told);
    this.tables = new Tables(settings, codecs, lookup, origin);
    this.events =
        new EventRecords(partition, offsets, settings.transactions(), clock, this.downstream);
    this.controls = new ControlRecords(partition, offsets, naming, clock, this.downstream);
    this.messages = new MessagePlan(origin, settings.binaries());
    this.transactions = new TransactionRecords(partition, naming.transactionTopic());
  }

  /** The source partition of a connector with this topic prefix. */
  public static Map<String, String> partition(String prefix) {
    return Map.of("server", prefix);
  }

  /** What follows is read from another stream of the same generation, on this timeline. */
  public void goesOnIn(History same) {
    offsets.goOnIn(same);
  }

  /** What the last record's offset covers. */
  public Lsn covered() {
    return offsets.last().covered();
  }

  /** Makes the records that are of no row, in the order of those that are. */
  public ControlRecords controls() {
    return controls;
  }

  /**
   * From now on offsets say that this snapshot is not stored as a whole. A row of a table that is
   * {@code unfinished} (asked by its OID) and that comes without a large value which did not change
   * may have to be read again after a crash, and must be noticed again then: from it on offsets
   * stay before it.
   */
  public void beginSnapshot(SourceOffset.Unfinished begun, IntPredicate unfinished) {
    offsets.beginSnapshot(begun, unfinished);
  }

  /** The snapshot is stored as a whole: offsets say where the stream is and nothing else. */
  public void snapshotStored() {
    offsets.snapshotStored();
  }

  /** From now on offsets tell this of signals. */
  public void signals(String told) {
    offsets.signals(told);
  }

  /** Tells these, from now on, of what records are made of. */
  public void tell(Touches others) {
    touches = others;
  }

  /** The topic that a table's records are sent to. */
  public String topic(TableName table) {
    return naming.topic(table);
  }

  /** The shape that is in force, if it is this one: rows of one shape then cost one plan. */
  public Relation inForce(Relation shape) {
    return tables.inForce(shape);
  }

  /** True if rows of this shape have a key. */
  public boolean hasKey(Relation relation) {
    return tables.of(relation).plan().keySchema() != null;
  }

  /**
   * A row that a snapshot read, and what is stored of its leaf with it. The receipt is asked for
   * when the record is made, which may fail, and is run when Kafka has it.
   */
  public void read(SnapshotRow row, SnapshotOffset.Place place, Supplier<Runnable> receipt) {
    read(row, key -> true, place.partition(), place.offset(), receipt);
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
    Struct after = tables.row(row.relation(), row.row(), unchanged);
    Table table = tables.of(row.relation());
    Struct key = table.plan().key(after, row.row());
    boolean sent = wanted.test(key);
    if (sent) {
      events.read(row, table, key, after, rowPartition, offset, receipt);
    }
    return sent;
  }

  @Override
  public void inserted(Change.Inserted change) {
    Struct row = tables.row(change.relation(), change.row(), unchanged);
    Table table = tables.of(change.relation());
    Struct key = table.plan().key(row, change.row(), null, unchanged);
    if (!unchanged.isEmpty()) {
      // An update brought it into a publication's row filter: nobody has its large values yet.
      offsets.partial(change.relation().oid());
      lookUpUnchanged(table, row, key, change.transaction(), change.row());
    }
    changed(change, table, key, events.envelope(Op.CREATE, change, table, null, row), row);
  }

  @Override
  public void updated(Change.Updated change) {
    OldRow told = change.old();
    Tables.Versions versions = tables.versions(change.relation(), change.row(), told, unchanged);
    Struct row = versions.row();
    Struct old = versions.old();
    Table table = tables.of(change.relation());
    if (old != null) {
      takeUnchanged(table.plan(), row, old, told.complete());
    }
    Struct key = table.plan().key(row, change.row(), told, unchanged);
    boolean known = old != null && table.plan().tellsKey(told);
    Struct oldKey = known ? table.plan().key(old, told.row()) : key;
    boolean moves = key != null && !key.equals(oldKey);
    boolean whole = old != null && told.complete();
    if (settings.skipUnchanged() && whole && !moves && same(table, row, old)) {
      return;
    }
    if (!unchanged.isEmpty()) {
      offsets.partial(change.relation().oid());
    }
    if (moves) {
      lookUpUnchanged(table, row, key, change.transaction(), change.row());
      moved(change, table, old, oldKey, row, key);
      return;
    }
    changed(change, table, key, events.envelope(Op.UPDATE, change, table, old, row), row);
  }

  @Override
  public void deleted(Change.Deleted change) {
    Struct old = tables.oldRow(change.relation(), change.old());
    Table table = tables.of(change.relation());
    unchanged.clear();
    Struct key = table.plan().key(old, change.old().row());
    Struct envelope = events.envelope(Op.DELETE, change, table, old, null);
    SourceOffset offset = offsets.after(change);
    boolean tombstone = settings.tombstones() && key != null;
    touched(change, table, key);
    ConnectHeaders headers = headers(change, table, old, Position.CHANGE);
    events.event(table, key, envelope, headers, tombstone ? offsets.last() : offset);
    if (tombstone) {
      events.tombstone(change, table, key, null, offset);
    }
    offsets.reached(offset);
  }

  @Override
  public void truncated(Change.Truncated change) {
    Table table = tables.of(change.relation());
    Struct envelope = events.envelope(Op.TRUNCATE, change, table, null, null);
    SourceOffset offset = offsets.after(change);
    touches.emptied(change.transaction(), table.plan().relation());
    events.event(table, null, envelope, events.position(change, Position.CHANGE), offset);
    offsets.reached(offset);
  }

  @Override
  public void emitted(Change.Emitted change) {
    offsets.reached(events.message(change, messages, naming.messageTopic()));
  }

  @Override
  public void begun(Change.Begun change) {
    SourceOffset offset = offsets.begun(change.transaction());
    if (offset != null) {
      downstream.accept(transactions.begin(change.transaction(), change.place().lsn(), offset));
    }
  }

  @Override
  public void ended(Change.Ended change) {
    TransactionCounts told = offsets.ended(change);
    downstream.accept(
        transactions.end(change.transaction(), change.place().lsn(), told, offsets.last()));
  }

  /** The one event of a row that came, or changed and kept its key. */
  private void changed(Change change, Table table, Struct key, Struct envelope, Struct row) {
    SourceOffset offset = offsets.after(change);
    touched(change, table, key);
    events.event(table, key, envelope, headers(change, table, row, Position.CHANGE), offset);
    offsets.reached(offset);
  }

  private void moved(
      Change change, Table table, Struct old, Struct oldKey, Struct row, Struct key) {
    Struct delete = events.envelope(Op.DELETE, change, table, old, null);
    Struct create = events.envelope(Op.CREATE, change, table, null, row);
    SourceOffset offset = offsets.after(change);
    Schema keySchema = table.plan().keySchema();
    touches.touched(change.transaction(), table.plan().relation(), oldKey, false);
    touched(change, table, key);
    ConnectHeaders created = headers(change, table, row, Position.MOVED_CREATE);
    created.add(HeaderNames.OLD_KEY, oldKey, keySchema);
    ConnectHeaders deleted = events.position(change, Position.CHANGE);
    deleted.add(HeaderNames.NEW_KEY, key, keySchema);
    EventRecords.addArrays(deleted, table, old);
    events.event(table, oldKey, delete, deleted, offsets.last());
    if (settings.tombstones()) {
      events.tombstone(change, table, oldKey, key, offsets.last());
    }
    events.event(table, key, create, created, offset);
    offsets.reached(offset);
  }

  /** A large value that did not change is not in the new row, but it may be in the old one. */
  private void takeUnchanged(TablePlan plan, Struct row, Struct old, boolean complete) {
    unchanged.removeIf(
        field -> {
          boolean told = complete || plan.inIdentity(field);
          if (told) {
            row.put(field, old.getWithoutDefault(field));
          }
          return told;
        });
  }

  private static boolean same(Table table, Struct row, Struct old) {
    return row.equals(old) && table.plan().arrays(row).equals(table.plan().arrays(old));
  }

  /**
   * A key's first event cannot point to a value that was sent before: what did not change is asked
   * for. A row that is gone has left a later event.
   */
  private void lookUpUnchanged(
      Table table, Struct row, Struct key, Transaction transaction, Tuple tuple) {
    TablePlan plan = table.plan();
    if (unchanged.isEmpty() || key == null || plan.keyIsConverted()) {
      return;
    }
    Map<String, String> by = MovedRow.keyText(plan, key, tuple, codecs);
    if (by.isEmpty()) {
      return;
    }
    List<String> columns = unchanged.stream().map(plan.fields()::column).toList();
    Map<String, String> now = lookup.values(plan.relation(), columns, by, transaction.xid());
    unchanged.removeIf(
        field -> {
          String text = now.get(plan.fields().column(field));
          return text != null && plan.putText(row, field, text);
        });
  }

  /** A record is made of this row; called before the header says what was not sent of it. */
  private void touched(Change change, Table table, Struct key) {
    touches.touched(change.transaction(), table.plan().relation(), key, !unchanged.isEmpty());
  }

  /** The headers of a record about this row: its position, and what its values do not tell. */
  private ConnectHeaders headers(Change change, Table table, Struct row, int part) {
    ConnectHeaders headers = events.position(change, part);
    EventRecords.addArrays(headers, table, row);
    if (!unchanged.isEmpty()) {
      headers.addString(HeaderNames.UNCHANGED, UnchangedColumns.text(unchanged));
      unchanged.clear();
    }
    return headers;
  }
}
