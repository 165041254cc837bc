package io.walmirror.bench.orders;

import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.connector.pgoutput.Relation.Column;
import io.walmirror.connector.pgoutput.Tuple;
import io.walmirror.envelope.TableName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** An order as pgoutput sends it in binary, and the table's shape that it sends before. */
final class OrderTuple {

  static final Set<String> REQUIRED = Set.of("id", "customer", "created_at");
  static final List<String> PRIMARY_KEY = List.of("id");

  private static final int NUMERIC_12_2 = (12 << 16 | 2) + 4;

  static final Relation ORDERS =
      new Relation(
          16_384,
          new TableName("shop", "orders"),
          'd',
          List.of(
              new Column("id", true, 20, -1),
              new Column("customer", false, 25, -1),
              new Column("amount", false, 1700, NUMERIC_12_2),
              new Column("quantity", false, 23, -1),
              new Column("paid", false, 16, -1),
              new Column("created_at", false, 1184, -1),
              new Column("updated_at", false, 1184, -1),
              new Column("details", false, 3802, -1)));

  /** PostgreSQL counts from 2000. */
  private static final long EPOCH_MICROS = 946_684_800_000_000L;

  private static final byte JSONB_VERSION = 1;

  private final ByteBuffer out = ByteBuffer.allocate(512);

  private OrderTuple() {}

  static Tuple of(Order order) {
    OrderTuple tuple = new OrderTuple();
    tuple.write(order);
    byte[] bytes = new byte[tuple.out.position()];
    tuple.out.flip().get(bytes);
    return new Tuple(bytes, 0);
  }

  private void write(Order order) {
    out.putShort((short) ORDERS.columns().size());
    column(8).putLong(order.id());
    text(order.customer());
    amount(order.whole(), order.hundredths());
    column(4).putInt(order.quantity());
    column(1).put((byte) (order.paid() ? 1 : 0));
    column(8).putLong(order.createdAt() - EPOCH_MICROS);
    if (order.updatedAt().isPresent()) {
      column(8).putLong(order.updatedAt().getAsLong() - EPOCH_MICROS);
    } else {
      out.put(Tuple.NULL);
    }
    byte[] details = order.details().getBytes(StandardCharsets.UTF_8);
    column(1 + details.length).put(JSONB_VERSION).put(details);
  }

  private ByteBuffer column(int length) {
    return out.put(Tuple.BINARY).putInt(length);
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    column(bytes.length).put(bytes);
  }

  /** Groups of four decimal digits, without groups of zeros at either end. */
  private void amount(int whole, int hundredths) {
    int groups = (whole > 0 ? 1 : 0) + (hundredths > 0 ? 1 : 0);
    int weight = whole == 0 && hundredths > 0 ? -1 : 0;
    column(8 + 2 * groups).putShort((short) groups).putShort((short) weight);
    out.putShort((short) 0).putShort((short) 2);
    if (whole > 0) {
      out.putShort((short) whole);
    }
    if (hundredths > 0) {
      out.putShort((short) (hundredths * 100));
    }
  }
}
