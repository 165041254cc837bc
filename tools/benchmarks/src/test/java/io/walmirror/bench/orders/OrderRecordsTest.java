package io.walmirror.bench.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.envelope.HeaderNames;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

class OrderRecordsTest {

  private final OrderRecords.Feed orders = OrderRecords.feed();

  @Test
  void theFirstPassCreatesAndLaterOnesUpdateTheSameKeys() {
    List<SinkRecord> first = orders.next(0, 250, 0);
    List<SinkRecord> second = orders.next(0, 250, 1);
    assertThat(first)
        .hasSize(250)
        .extracting(record -> value(record).getString("op"))
        .containsOnly("c");
    assertThat(second)
        .hasSize(250)
        .extracting(record -> value(record).getString("op"))
        .containsOnly("u");
    assertThat(second)
        .extracting(SinkRecord::key)
        .isEqualTo(first.stream().map(SinkRecord::key).toList());
  }

  @Test
  void positionsRiseFromRecordToRecord() {
    List<String> positions =
        Stream.concat(orders.next(0, 250, 0).stream(), orders.next(0, 250, 1).stream())
            .map(record -> record.headers().lastWithName(HeaderNames.POSITION).value().toString())
            .toList();
    assertThat(positions).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void aRowHasTheTypesThatTheConnectorGivesThem() {
    Struct row = value(orders.next(7, 1, 2).get(0)).getStruct("after");
    Order order = new Order(7, 2);
    assertThat(row.get("id")).isEqualTo(7L);
    assertThat(row.get("amount")).isEqualTo(new BigDecimal(order.columns().get("amount")));
    assertThat(row.get("paid")).isEqualTo(true);
    assertThat(row.get("created_at")).isEqualTo("2026-01-01T00:00:07.123457Z");
    assertThat(row.get("details")).isEqualTo(order.columns().get("details"));
  }

  @Test
  void someOrdersHaveANull() {
    assertThat(new Order(3, 2).columns()).doesNotContainKey("updated_at");
    assertThat(value(orders.next(3, 1, 2).get(0)).getStruct("after").get("updated_at")).isNull();
  }

  private static Struct value(SinkRecord record) {
    return (Struct) record.value();
  }
}
