package io.walmirror.bench.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class EventTallyTest {

  private static final Schema ENVELOPE =
      SchemaBuilder.struct().field("op", Schema.STRING_SCHEMA).build();

  private final EventTally tally = new EventTally("orders");

  @Test
  void countsEventsByOperationAndTombstonesApart() {
    add("orders", "c", "c", "c", "u", "u", "d", null);
    assertThat(tally.counts()).isEqualTo(new Counts(3, 2, 1, 1));
    assertThat(tally.changes()).isEqualTo(6);
  }

  @Test
  void recordsOfOtherTopicsDoNotCount() {
    add("__walmirror.bench", "c", null);
    assertThat(tally.counts()).isEqualTo(new Counts(0, 0, 0, 0));
  }

  @Test
  void anOperationThatNobodyCausedFails() {
    assertThatThrownBy(() -> add("orders", "r")).isInstanceOf(DataException.class);
  }

  private void add(String topic, String... ops) {
    for (String op : ops) {
      Struct value = op == null ? null : new Struct(ENVELOPE).put("op", op);
      tally.add(new SourceRecord(Map.of(), Map.of(), topic, op == null ? null : ENVELOPE, value));
    }
  }
}
