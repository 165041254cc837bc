package io.walmirror.transforms;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.walmirror.envelope.HeaderNames;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlattenErrorsTest {

  private static final Map<String, String> DEFAULTS = Map.of();

  @ParameterizedTest
  @ValueSource(strings = {"c", "u", "r"})
  void aWriteWithoutARowNamesTablePositionAndCure(String op) {
    for (Chain chain : Chain.values()) {
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(() -> chain.flatten(DEFAULTS, Events.event(op, null, null)))
          .withMessage(
              "flattening a change event (topic shop.public.orders, table public.orders, position "
                  + Events.POSITION.text()
                  + "): the event has op "
                  + op
                  + " and no row in `after`; put Flatten before transforms that change the"
                  + " envelope, and let the source send whole events");
    }
  }

  @ParameterizedTest
  @EnumSource(Chain.class)
  void aDeleteWithoutARowCannotBeRewritten(Chain chain) {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> chain.flatten(Map.of("deletes", "rewrite"), Events.delete(null)))
        .withMessageContaining("table public.orders, position p0")
        .withMessageContaining("the delete has no row in `before`")
        .withMessageContaining("REPLICA IDENTITY");
  }

  @ParameterizedTest
  @EnumSource(Chain.class)
  void aDeleteWithoutAKeyCannotBecomeATombstone(Chain chain) {
    Struct value = Events.value(Events.ROW, "d", Events.row(5), null);
    SourceRecord keyless = Events.record(null, null, value.schema(), value, Events.position(0));
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> chain.flatten(DEFAULTS, keyless))
        .withMessageContaining("a delete without a key cannot become a tombstone")
        .withMessageContaining("deletes=rewrite");
  }

  @Test
  void aRowThatIsNoMapIsRefused() {
    refused(event(Map.of("op", "c", "after", "text")), "the event's row is a String");
  }

  @Test
  void anUnknownOpIsRefused() {
    refused(event(Map.of("op", "x", "after", Map.of())), "op is none of c, u, d, r, t, m");
  }

  @Test
  void aSourceBlockWithoutATableIsRefused() {
    Map<String, Object> event =
        Map.of("op", "c", "after", Map.of(), "source", Map.of("schema", "public"));
    SourceRecord record = Events.record(null, null, null, event, new ConnectHeaders());
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> Chain.flattened(DEFAULTS, record))
        .withMessage(
            "flattening a change event (topic shop.public.orders, unknown table, no position):"
                + " the envelope's source block has no table");
  }

  @Test
  void malformedHeadersOfOursAreRefused() {
    SourceRecord event = Events.update(null, Events.row(5));
    event.headers().addString(HeaderNames.UNCHANGED, "body");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> Chain.flattened(DEFAULTS, event))
        .withMessageContaining("header walmirror.unchanged: does not begin with u");

    SourceRecord tombstone = Events.foreignTombstone(5);
    tombstone.headers().add(HeaderNames.POSITION, 7L, null);
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> Chain.flattened(Map.of("tombstones", "drop"), tombstone))
        .withMessageContaining("unknown table, unreadable position")
        .withMessageContaining("header walmirror.position: expected text, found Long");
  }

  @ParameterizedTest
  @EnumSource(Chain.class)
  void aMessageNeverRepeatsTheRowsValues(Chain chain) {
    SourceRecord event = Events.create(Events.row(5).put("customer", "s3cret"));
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> chain.flatten(Map.of("metadata.fields", "op:id"), event))
        .withMessageContaining("table public.orders")
        .extracting(Throwable::getMessage, as(STRING))
        .doesNotContain("s3cret");
  }

  private static Map<String, Object> event(Map<String, Object> parts) {
    Map<String, Object> event = new HashMap<>(parts);
    event.put("source", Map.of("schema", "public", "table", "orders"));
    return event;
  }

  private static void refused(Map<String, Object> event, String why) {
    ConnectRecord<SinkRecord> record = new SinkRecord(Events.TOPIC, 0, null, null, null, event, 7);
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> Chain.flattened(DEFAULTS, (SinkRecord) record))
        .withMessageContaining(why)
        .withMessageContaining("topic shop.public.orders");
  }
}
