package io.walmirror.transforms;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.envelope.HeaderNames;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FlattenRowsTest {

  private static final Map<String, String> DEFAULTS = Map.of();

  @ParameterizedTest
  @EnumSource(Chain.class)
  void createsUpdatesAndReadsBecomeTheRowAfter(Chain chain) {
    List<SourceRecord> events =
        List.of(
            Events.create(Events.row(5)),
            Events.update(Events.row(4), Events.row(5)),
            Events.update(null, Events.row(5)),
            Events.read(Events.row(5)));
    for (SourceRecord event : events) {
      String op = ((Struct) event.value()).getString("op");

      ConnectRecord<?> row = chain.flatten(DEFAULTS, event);

      assertThat(Chain.columns(row))
          .containsExactlyInAnyOrder("id", "customer", "status", "note", "body", "photo", "tags");
      assertThat(Chain.column(row, "id")).isEqualTo(5L);
      assertThat(Chain.column(row, "customer")).isEqualTo("Ann");
      assertThat(Chain.column(row, "status")).isEqualTo("paid");
      assertThat(Chain.column(row, "body")).isEqualTo("two lamps");
      assertThat(Chain.column(row, "tags")).isEqualTo(List.of("fragile", "gift"));
      assertThat(Chain.header(row, HeaderNames.OP)).isEqualTo(op);
      assertThat(Chain.header(row, HeaderNames.TABLE)).isEqualTo("public.orders");
      assertThat(Chain.header(row, HeaderNames.POSITION)).isEqualTo(Events.POSITION.text());
      assertThat(Chain.header(row, HeaderNames.UNCHANGED)).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource(Chain.class)
  void aNullStaysNullWhereTheColumnHasADefault(Chain chain) {
    ConnectRecord<?> row = chain.flatten(DEFAULTS, Events.create(Events.row(5)));
    assertThat(Chain.columns(row)).contains("note");
    assertThat(Chain.column(row, "note")).isNull();
  }

  @ParameterizedTest
  @EnumSource(Chain.class)
  void topicPartitionKeyAndTimestampStay(Chain chain) {
    SourceRecord event = Events.create(Events.row(5));
    ConnectRecord<?> in = chain.arriving(event);

    ConnectRecord<?> row = chain.flatten(DEFAULTS, event);

    assertThat(row.topic()).isEqualTo(in.topic());
    assertThat(row.kafkaPartition()).isEqualTo(in.kafkaPartition());
    assertThat(row.keySchema()).isEqualTo(in.keySchema());
    assertThat(row.key()).isEqualTo(in.key());
    assertThat(row.timestamp()).isEqualTo(in.timestamp());
    if (row instanceof SinkRecord sink) {
      assertThat(sink.kafkaOffset()).isEqualTo(Chain.OFFSET);
    } else {
      assertThat(((SourceRecord) row).sourceOffset()).isEqualTo(event.sourceOffset());
      assertThat(((SourceRecord) row).sourcePartition()).isEqualTo(event.sourcePartition());
    }
  }

  @Test
  void theSchemaIsTheRowsOwnAndRequired() {
    Schema schema = Chain.SOURCE.flatten(DEFAULTS, Events.create(Events.row(5))).valueSchema();

    assertThat(schema.isOptional()).isFalse();
    assertThat(schema.name()).isEqualTo(Events.ROW.name());
    assertThat(schema.version()).isEqualTo(Events.ROW.version());
    assertThat(schema.doc()).isEqualTo(Events.ROW.doc());
    assertThat(schema.parameters()).isEqualTo(Events.ROW.parameters());
    assertThat(schema.fields()).isEqualTo(Events.ROW.fields());
    assertThat(schema.field("note").schema().defaultValue()).isEqualTo("none");
    assertThat(schema.field("customer").schema().isOptional()).isFalse();
  }

  @Test
  void rowsOfOneSchemaShareOneSchemaObject() {
    Flatten<SourceRecord> flatten = new Flatten<>();
    flatten.configure(DEFAULTS);
    Schema first = flatten.apply(Events.create(Events.row(1))).valueSchema();
    Schema second = flatten.apply(Events.update(null, Events.row(2))).valueSchema();
    assertThat(second).isSameAs(first);
  }

  @Test
  void rowsOfAChangedTableGetTheChangedSchema() {
    Flatten<SourceRecord> flatten = new Flatten<>();
    flatten.configure(DEFAULTS);
    Schema wider =
        SchemaBuilder.struct()
            .name(Events.ROW.name())
            .optional()
            .field("id", Schema.INT64_SCHEMA)
            .field("added", Schema.OPTIONAL_STRING_SCHEMA)
            .build();
    flatten.apply(Events.create(Events.row(1)));
    SourceRecord row =
        flatten.apply(Events.create(new Struct(wider).put("id", 2L).put("added", "x")));
    assertThat(row.valueSchema().fields()).extracting(Field::name).containsExactly("id", "added");
    assertThat(((Struct) row.value()).get("added")).isEqualTo("x");
  }

  @Test
  void aRequiredColumnThatWasNeverSetGetsItsDefault() {
    Struct row = new Struct(Events.ROW).put("id", 5L).put("customer", "Ann");
    ConnectRecord<?> flat = Chain.SOURCE.flatten(DEFAULTS, Events.create(row));
    assertThat(Chain.column(flat, "status")).isEqualTo("new");
  }

  @ParameterizedTest
  @EnumSource(Chain.class)
  void whatCameInIsNotTouched(Chain chain) {
    SourceRecord event = Events.update(Events.row(4), Events.row(5));
    ConnectRecord<?> in = chain.arriving(event);
    ConnectRecord<?> same = chain.arriving(Events.update(Events.row(4), Events.row(5)));

    if (in instanceof SinkRecord sink) {
      Chain.flattened(Map.of("metadata.fields", "op", "metadata.headers", "op"), sink);
    } else {
      Chain.flattened(Map.of("metadata.fields", "op", "metadata.headers", "op"), event);
    }

    assertThat(in.headers()).isEqualTo(Events.position(0));
    assertThat(in.key()).isEqualTo(same.key());
    assertThat(Chain.Json.bytes(in, true)).isEqualTo(Chain.Json.bytes(same, true));
  }

  @ParameterizedTest
  @EnumSource(Chain.class)
  void headersThatWereThereStayAndOursAreNotDoubled(Chain chain) {
    SourceRecord event = Events.create(Events.row(5));
    event.headers().addString("trace", "t1").addString(HeaderNames.OP, "x");
    event.headers().add(HeaderNames.OLD_KEY, new Struct(Events.KEY).put("id", 4L), Events.KEY);

    ConnectRecord<?> row = chain.flatten(DEFAULTS, event);

    assertThat(Chain.header(row, "trace")).isEqualTo("t1");
    assertThat(row.headers().lastWithName(HeaderNames.OLD_KEY).schema()).isEqualTo(Events.KEY);
    assertThat(row.headers().allWithName(HeaderNames.OP)).toIterable().hasSize(1);
    assertThat(row.headers().lastWithName(HeaderNames.OP).value()).isEqualTo("c");
    assertThat(row.headers().lastWithName(HeaderNames.OP).schema()).isEqualTo(Schema.STRING_SCHEMA);
  }

  @ParameterizedTest
  @EnumSource(Chain.class)
  void flatteningTwiceIsFlatteningOnce(Chain chain) {
    SourceRecord event = Events.create(Events.row(5));
    ConnectRecord<?> once = chain.flatten(DEFAULTS, event);
    ConnectRecord<?> twice =
        once instanceof SinkRecord sink
            ? Chain.flattened(DEFAULTS, sink)
            : Chain.flattened(DEFAULTS, (SourceRecord) once);
    assertThat(twice).isSameAs(once);
  }
}
