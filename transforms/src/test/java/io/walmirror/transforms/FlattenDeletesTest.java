package io.walmirror.transforms;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.envelope.HeaderNames;
import io.walmirror.envelope.Position;
import java.util.Map;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FlattenDeletesTest {

  private static final Map<String, String> DEFAULTS = Map.of();
  private static final Map<String, String> REWRITE = Map.of("deletes", "rewrite");

  @ParameterizedTest
  @EnumSource(Chain.class)
  void aDeleteBecomesATombstone(Chain chain) {
    SourceRecord event = Events.delete(Events.row(5));
    event.headers().add(HeaderNames.NEW_KEY, new Struct(Events.KEY).put("id", 6L), Events.KEY);

    ConnectRecord<?> tombstone = chain.flatten(DEFAULTS, event);

    assertThat(tombstone.value()).isNull();
    assertThat(tombstone.valueSchema()).isNull();
    assertThat(tombstone.key()).isEqualTo(chain.arriving(event).key());
    assertThat(Chain.header(tombstone, HeaderNames.OP)).isEqualTo("d");
    assertThat(Chain.header(tombstone, HeaderNames.TABLE)).isEqualTo("public.orders");
    assertThat(Chain.header(tombstone, HeaderNames.POSITION)).isEqualTo(Events.POSITION.text());
    assertThat(tombstone.headers().lastWithName(HeaderNames.NEW_KEY)).isNotNull();
  }

  @ParameterizedTest
  @EnumSource(Chain.class)
  void aTombstoneNeedsNoRowBefore(Chain chain) {
    SourceRecord event = Events.delete(null);
    assertThat(chain.flatten(DEFAULTS, event).value()).isNull();
  }

  @ParameterizedTest
  @EnumSource(Chain.class)
  void aDeleteBecomesTheRowBeforeWithAMark(Chain chain) {
    ConnectRecord<?> row = chain.flatten(REWRITE, Events.delete(Events.row(5)));

    assertThat(Chain.column(row, "id")).isEqualTo(5L);
    assertThat(Chain.column(row, "customer")).isEqualTo("Ann");
    assertThat(Chain.column(row, "__deleted")).isEqualTo(true);
    assertThat(Chain.header(row, HeaderNames.OP)).isEqualTo("d");
    assertThat(Chain.header(row, HeaderNames.POSITION)).isEqualTo(Events.POSITION.text());
  }

  @ParameterizedTest
  @EnumSource(Chain.class)
  void everyOtherRowSaysThatItIsNotDeleted(Chain chain) {
    ConnectRecord<?> row = chain.flatten(REWRITE, Events.create(Events.row(5)));
    assertThat(Chain.column(row, "__deleted")).isEqualTo(false);
  }

  @Test
  void theMarkIsNamedAndTypedAsSaid() {
    Map<String, String> settings = Map.of("deletes", "rewrite", "deleted.field", "gone");
    Schema schema = Chain.SOURCE.flatten(settings, Events.delete(Events.row(5))).valueSchema();
    Field mark = schema.fields().get(schema.fields().size() - 1);
    assertThat(mark.name()).isEqualTo("gone");
    assertThat(mark.schema().type()).isEqualTo(Schema.Type.BOOLEAN);
    assertThat(mark.schema().isOptional()).isTrue();
    assertThat(mark.schema().defaultValue()).isEqualTo(false);
    assertThat(schema)
        .isEqualTo(Chain.SOURCE.flatten(settings, Events.create(Events.row(5))).valueSchema());
  }

  @ParameterizedTest
  @EnumSource(Chain.class)
  void aDeleteIsDropped(Chain chain) {
    Map<String, String> settings = Map.of("deletes", "drop");
    assertThat(chain.flatten(settings, Events.delete(Events.row(5)))).isNull();
    assertThat(chain.flatten(settings, Events.create(Events.row(5)))).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "tombstone, auto, true",
    "tombstone, keep, true",
    "tombstone, drop, false",
    "rewrite,   auto, false",
    "rewrite,   keep, true",
    "rewrite,   drop, false",
    "drop,      auto, false",
    "drop,      keep, true",
    "drop,      drop, false"
  })
  void theTombstoneThatFollowsIsKeptOrDropped(String deletes, String tombstones, boolean kept) {
    Map<String, String> settings = Map.of("deletes", deletes, "tombstones", tombstones);
    for (Chain chain : Chain.values()) {
      for (SourceRecord tombstone :
          new SourceRecord[] {Events.tombstone(5), Events.foreignTombstone(5)}) {
        ConnectRecord<?> in = chain.arriving(tombstone);
        ConnectRecord<?> out = flattened(settings, in);
        if (kept) {
          assertThat(out).isSameAs(in);
        } else {
          assertThat(out).isNull();
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"tombstone, true", "rewrite, true", "drop, false"})
  void aDeleteThatWasFlattenedBeforeIsTreatedAsADelete(String deletes, boolean kept) {
    Map<String, String> settings = Map.of("deletes", deletes, "tombstones", "drop");
    SourceRecord ours = (SourceRecord) Chain.SOURCE.flatten(DEFAULTS, Events.delete(null));
    SourceRecord foreign = Events.delete(null);
    foreign.headers().remove(HeaderNames.POSITION);
    foreign = (SourceRecord) Chain.SOURCE.flatten(DEFAULTS, foreign);

    for (SourceRecord flattened : new SourceRecord[] {ours, foreign}) {
      SourceRecord again = Chain.flattened(settings, flattened);
      if (kept) {
        assertThat(again).isSameAs(flattened);
      } else {
        assertThat(again).isNull();
      }
    }
  }

  @Test
  void recordsWithoutValueThatAreNoTombstonesPassWhereTombstonesAreDropped() {
    Map<String, String> settings = Map.of("deletes", "drop", "tombstones", "drop");
    SourceRecord keyless = Events.record(null, null, null, null, Events.position(0));
    assertThat(Chain.flattened(settings, keyless)).isSameAs(keyless);
    SourceRecord control = Events.foreignTombstone(5);
    control.headers().addString(HeaderNames.OP, "sweep");
    assertThat(Chain.flattened(settings, control)).isSameAs(control);
  }

  @ParameterizedTest
  @EnumSource(Chain.class)
  void theThreeRecordsOfAMovedKeyKeepTheirOrderAndTheirHeaders(Chain chain) {
    SourceRecord deleted = Events.delete(Events.row(5));
    deleted.headers().add(HeaderNames.NEW_KEY, new Struct(Events.KEY).put("id", 6L), Events.KEY);
    SourceRecord created = Events.create(Events.row(6));
    created.headers().remove(HeaderNames.POSITION);
    created
        .headers()
        .addString(HeaderNames.POSITION, Events.POSITION.withPart(Position.MOVED_CREATE).text())
        .add(HeaderNames.OLD_KEY, new Struct(Events.KEY).put("id", 5L), Events.KEY);

    ConnectRecord<?> d = chain.flatten(DEFAULTS, deleted);
    ConnectRecord<?> t = chain.flatten(DEFAULTS, Events.tombstone(5));
    ConnectRecord<?> c = chain.flatten(DEFAULTS, created);

    assertThat(d.headers().lastWithName(HeaderNames.NEW_KEY)).isNotNull();
    assertThat(c.headers().lastWithName(HeaderNames.OLD_KEY)).isNotNull();
    assertThat(Chain.header(d, HeaderNames.POSITION))
        .isLessThan(Chain.header(t, HeaderNames.POSITION));
    assertThat(Chain.header(t, HeaderNames.POSITION))
        .isLessThan(Chain.header(c, HeaderNames.POSITION));
    assertThat(Chain.header(c, HeaderNames.OP)).isEqualTo("c");
  }

  private static ConnectRecord<?> flattened(Map<String, String> settings, ConnectRecord<?> in) {
    return in instanceof SinkRecord sink
        ? Chain.flattened(settings, sink)
        : Chain.flattened(settings, (SourceRecord) in);
  }
}
