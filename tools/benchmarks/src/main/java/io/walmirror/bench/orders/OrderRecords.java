package io.walmirror.bench.orders;

import io.walmirror.connector.catalog.TableDescription;
import io.walmirror.connector.config.SourceConfig;
import io.walmirror.connector.event.ResumePoint;
import io.walmirror.connector.pgoutput.Relation.Column;
import io.walmirror.connector.pgoutput.Tuple;
import io.walmirror.connector.record.ColumnRules;
import io.walmirror.connector.record.Conversions;
import io.walmirror.connector.record.History;
import io.walmirror.connector.record.Records;
import io.walmirror.connector.record.TransactionCounts;
import io.walmirror.connector.value.BinaryMode;
import io.walmirror.connector.value.Codecs;
import io.walmirror.connector.value.ValueModes;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.source.SourceRecord;

/** Orders as records, made by the connector's own code from what the server would have sent. */
public final class OrderRecords {

  public static final String TOPIC = "bench.shop.orders";

  private static final SourceConfig CONFIG =
      new SourceConfig(
          Map.of(
              "topic.prefix",
              "bench",
              "database.hostname",
              "bench",
              "database.user",
              "bench",
              "database.dbname",
              "bench"));

  private final OrderChanges changes = new OrderChanges();
  private final Records records;

  private OrderRecords(Consumer<SourceRecord> downstream) {
    records =
        new Records(
            new Records.Settings(
                "bench",
                CONFIG.naming(),
                "bench",
                true,
                BinaryMode.BYTES,
                "__debezium_unavailable_value",
                ColumnRules.NONE,
                Conversions.NONE,
                false,
                false,
                false),
            new History(1, "1", 1, "bench", ""),
            new Codecs(ValueModes.DEFAULT, oid -> Optional.empty()),
            relation ->
                new TableDescription(
                    relation.columns().stream().map(Column::name).toList(),
                    OrderTuple.REQUIRED,
                    OrderTuple.PRIMARY_KEY,
                    Map.of()),
            ResumePoint.at(OrderChanges.START),
            TransactionCounts.NONE,
            InstantSource.system(),
            downstream);
  }

  /** Gives each record to {@code downstream}, for one thread. */
  public static OrderRecords to(Consumer<SourceRecord> downstream) {
    return new OrderRecords(downstream);
  }

  /** Makes the record of an order that is written for the first time, or once more. */
  public void write(Tuple row, boolean first) {
    (first ? changes.inserted(row) : changes.updated(row)).visit(records);
  }

  /** The row of an order, as the server sends it. */
  public static Tuple row(Order order) {
    return OrderTuple.of(order);
  }

  /** These orders, written for the {@code pass}-th time from 0, as a sink's worker has them. */
  public static Feed feed() {
    return new Feed();
  }

  /** Records as they come out of Kafka. For one thread. */
  public static final class Feed {

    private final List<SourceRecord> made = new ArrayList<>();
    private final OrderRecords orders = to(made::add);

    private Feed() {}

    public List<SinkRecord> next(long firstId, int count, int pass) {
      List<SinkRecord> next = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        orders.write(row(new Order(firstId + i, pass)), pass == 0);
        for (SourceRecord record : made) {
          next.add(afterKafka(record, orders.changes.count()));
        }
        made.clear();
      }
      return next;
    }

    private static SinkRecord afterKafka(SourceRecord record, long offset) {
      return new SinkRecord(
          record.topic(),
          0,
          record.keySchema(),
          record.key(),
          record.valueSchema(),
          record.value(),
          offset,
          System.currentTimeMillis(),
          TimestampType.CREATE_TIME,
          record.headers());
    }
  }
}
