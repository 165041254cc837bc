package io.walmirror.connector.record;

import io.walmirror.connector.event.Change;
import io.walmirror.connector.event.SnapshotRow;
import io.walmirror.connector.event.Transaction;
import io.walmirror.connector.record.Tables.Table;
import io.walmirror.envelope.HeaderNames;
import io.walmirror.envelope.Op;
import io.walmirror.envelope.Position;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.source.SourceRecord;

/** The form of records about rows: topic, key, envelope and headers. For the reader thread. */
final class EventRecords {

  /** What logical messages are counted as. */
  private static final String MESSAGES = "message";

  private final Map<String, String> partition;
  private final OffsetTrail offsets;
  private final boolean transactions;
  private final InstantSource clock;
  private final Consumer<SourceRecord> downstream;

  /** With {@code transactions}, events say which of their transaction they are. */
  EventRecords(
      Map<String, String> partition,
      OffsetTrail offsets,
      boolean transactions,
      InstantSource clock,
      Consumer<SourceRecord> downstream) {
    this.partition = partition;
    this.offsets = offsets;
    this.transactions = transactions;
    this.clock = clock;
    this.downstream = downstream;
  }

  void event(
      Table table, Struct key, Struct envelope, ConnectHeaders headers, SourceOffset offset) {
    Schema keySchema = key == null ? null : table.plan().keySchema();
    Schema schema = table.plan().envelope().schema();
    send(offset, table.plan().topic(), keySchema, key, schema, envelope, headers);
  }

  /** The end of a key, for whoever compacts; {@code newKey} is where its row went, if it did. */
  void tombstone(Change change, Table table, Struct key, Struct newKey, SourceOffset offset) {
    ConnectHeaders headers = position(change, Position.TOMBSTONE);
    if (newKey != null) {
      headers.add(HeaderNames.NEW_KEY, newKey, table.plan().keySchema());
    }
    headers.addString(HeaderNames.OP, Op.DELETE.code());
    headers.addString(HeaderNames.TABLE, table.plan().tableText());
    send(offset, table.plan().topic(), table.plan().keySchema(), key, null, null, headers);
  }

  /** A logical message, and the offset that it was sent with. */
  SourceOffset message(Change.Emitted change, MessagePlan plan, String topic) {
    Struct value = plan.value(change, block(change, MESSAGES), clock.instant());
    ConnectHeaders headers = position(change, Position.CHANGE);
    headers.addString(HeaderNames.OP, Op.MESSAGE.code());
    SourceOffset offset = offsets.after(change);
    send(offset, topic, plan.keySchema(), plan.key(change), plan.valueSchema(), value, headers);
    return offset;
  }

  /** A row that a snapshot read. */
  void read(
      SnapshotRow row,
      Table table,
      Struct key,
      Struct after,
      Map<String, String> rowPartition,
      Map<String, Object> offset,
      Supplier<Runnable> receipt) {
    TablePlan plan = table.plan();
    ConnectHeaders headers = new ConnectHeaders();
    headers.addString(
        HeaderNames.POSITION,
        Position.text(offsets.generation(), row.below().value(), row.number(), Position.CHANGE));
    addArrays(headers, table, after);
    downstream.accept(
        new AwaitedRecord(
            rowPartition,
            offset,
            plan.topic(),
            key == null ? null : plan.keySchema(),
            key,
            plan.envelope().schema(),
            plan.envelope()
                .envelope(Op.READ, null, after, table.source().of(row), null, clock.instant()),
            headers,
            receipt.get()));
  }

  Struct envelope(Op op, Change change, Table table, Struct before, Struct after) {
    TablePlan plan = table.plan();
    return plan.envelope()
        .envelope(
            op,
            before,
            after,
            table.source().of(change.transaction(), change.place()),
            block(change, plan.relation().name().toString()),
            clock.instant());
  }

  /** The header that says where this part of a change stands. */
  ConnectHeaders position(Change change, int part) {
    ConnectHeaders headers = new ConnectHeaders();
    headers.addString(
        HeaderNames.POSITION,
        Position.text(
            offsets.generation(),
            change.transaction().commitLsn().value(),
            change.place().ordinal(),
            part));
    return headers;
  }

  static void addArrays(ConnectHeaders headers, Table table, Struct row) {
    table.plan().arrays(row).ifPresent(text -> headers.addString(HeaderNames.ARRAYS, text));
  }

  /** Counts one event more of its transaction, where transactions are told of. */
  private Struct block(Change change, String table) {
    Transaction transaction = change.transaction();
    if (!transactions || transaction.isNone()) {
      return null;
    }
    TransactionCounts told = offsets.count(transaction, table);
    return TransactionBlock.of(
        TransactionRecords.id(transaction, change.place().lsn()), told.total(), told.of(table));
  }

  private void send(
      SourceOffset offset,
      String topic,
      Schema keySchema,
      Struct key,
      Schema schema,
      Struct value,
      ConnectHeaders headers) {
    downstream.accept(
        new SourceRecord(
            partition, offset, topic, null, keySchema, key, schema, value, null, headers));
  }
}
