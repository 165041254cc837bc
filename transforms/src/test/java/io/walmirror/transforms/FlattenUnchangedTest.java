package io.walmirror.transforms;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.envelope.EnvelopeFields;
import io.walmirror.envelope.HeaderNames;
import io.walmirror.envelope.HeaderTexts;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FlattenUnchangedTest {

  private static final String TEXT = EnvelopeFields.UNAVAILABLE_VALUE;
  private static final byte[] BYTES = TEXT.getBytes(StandardCharsets.UTF_8);

  private static final Map<String, String> OMIT = Map.of();
  private static final Map<String, String> NULL = Map.of("unchanged", "null");
  private static final Map<String, String> KEEP = Map.of("unchanged", "keep");

  @ParameterizedTest
  @EnumSource(Chain.class)
  void columnsThatWereNotSentAreLeftOutAndNamed(Chain chain) {
    ConnectRecord<?> row = chain.flatten(OMIT, partial());
    assertThat(Chain.columns(row)).containsExactlyInAnyOrder("id", "customer", "status", "note");
    assertThat(unchanged(row)).containsExactlyInAnyOrder("body", "photo", "tags");
  }

  @ParameterizedTest
  @EnumSource(Chain.class)
  void orTheyAreNull(Chain chain) {
    ConnectRecord<?> row = chain.flatten(NULL, partial());
    assertThat(Chain.columns(row)).hasSize(Events.ROW.fields().size());
    for (String column : List.of("body", "photo", "tags")) {
      assertThat(Chain.column(row, column)).as(column).isNull();
    }
    assertThat(unchanged(row)).containsExactlyInAnyOrder("body", "photo", "tags");
  }

  @ParameterizedTest
  @EnumSource(Chain.class)
  void orThePlaceholderStays(Chain chain) {
    ConnectRecord<?> row = chain.flatten(KEEP, partial());
    assertThat(Chain.column(row, "body")).isEqualTo(TEXT);
    assertThat(Chain.column(row, "tags")).isEqualTo(List.of(TEXT));
    assertThat(unchanged(row)).containsExactlyInAnyOrder("body", "photo", "tags");
  }

  @ParameterizedTest
  @EnumSource(Chain.class)
  void columnsThatTheSourceNamedInTheHeaderAreLeftOutWhateverTheyHold(Chain chain) {
    SourceRecord event = Events.update(null, Events.row(5).put("body", TEXT).put("photo", null));
    event.headers().addString(HeaderNames.UNCHANGED, "u+photo+gone");

    ConnectRecord<?> row = chain.flatten(OMIT, event);

    assertThat(Chain.columns(row)).doesNotContain("body", "photo").contains("tags");
    assertThat(Chain.header(row, HeaderNames.UNCHANGED)).isEqualTo("u+photo+gone+body");
    assertThat(row.headers().allWithName(HeaderNames.UNCHANGED)).toIterable().hasSize(1);
    assertThat(event.headers().lastWithName(HeaderNames.UNCHANGED).value())
        .isEqualTo("u+photo+gone");
  }

  @ParameterizedTest
  @EnumSource(Chain.class)
  void aHeaderThatNamesNoColumnOfTheRowStays(Chain chain) {
    SourceRecord event = Events.update(null, Events.row(5));
    event.headers().addString(HeaderNames.UNCHANGED, "u+gone");
    ConnectRecord<?> row = chain.flatten(OMIT, event);
    assertThat(Chain.columns(row)).hasSize(Events.ROW.fields().size());
    assertThat(Chain.header(row, HeaderNames.UNCHANGED)).isEqualTo("u+gone");
  }

  @Test
  void theSourcesOwnPlaceholderIsFoundAndDebeziumsIsThenAValue() {
    Map<String, String> settings = Map.of("unavailable.value.placeholder", "hex:7878");
    for (Chain chain : Chain.values()) {
      ConnectRecord<?> row =
          chain.flatten(
              settings, Events.update(null, Events.row(5).put("body", "xx").put("note", TEXT)));
      assertThat(unchanged(row)).containsExactly("body");
      assertThat(Chain.column(row, "note")).isEqualTo(TEXT);
    }
  }

  @Test
  void aSchemaWithoutTheColumnIsMadeOnceForEachSetOfColumns() {
    Flatten<SourceRecord> flatten = new Flatten<>();
    flatten.configure(OMIT);
    Schema whole = flatten.apply(Events.create(Events.row(1))).valueSchema();
    Schema bodyless = flatten.apply(without("body")).valueSchema();
    Schema tagless = flatten.apply(without("tags")).valueSchema();

    assertThat(bodyless.fields()).extracting(Field::name).doesNotContain("body").contains("tags");
    assertThat(tagless.fields()).extracting(Field::name).doesNotContain("tags").contains("body");
    assertThat(bodyless.name()).isEqualTo(whole.name());
    assertThat(flatten.apply(without("body")).valueSchema()).isSameAs(bodyless);
    assertThat(flatten.apply(without("tags")).valueSchema()).isSameAs(tagless);
    assertThat(flatten.apply(Events.create(Events.row(1))).valueSchema()).isSameAs(whole);
  }

  @Test
  void withNullOneSchemaServesWholeAndPartialRowsAlsoWhereAColumnIsNotNull() {
    Flatten<SourceRecord> flatten = new Flatten<>();
    flatten.configure(NULL);
    Schema whole = flatten.apply(Events.create(Events.row(1))).valueSchema();
    SourceRecord row = flatten.apply(without("customer"));
    assertThat(row.valueSchema()).isEqualTo(whole);
    assertThat(((Struct) row.value()).get("customer")).isNull();
    assertThat(whole.field("customer").schema().isOptional()).isTrue();
    assertThat(whole.field("id").schema().isOptional()).isFalse();
    assertThat(whole.field("tags").schema().valueSchema().type()).isEqualTo(Schema.Type.STRING);
  }

  @Test
  void withNullAFixedWidthColumnThatTheSourceNamesBecomesOptionalToo() {
    SourceRecord event = Events.update(null, Events.row(5));
    event.headers().addString(HeaderNames.UNCHANGED, "u+id");
    SourceRecord row = Chain.flattened(NULL, event);
    assertThat(((Struct) row.value()).get("id")).isNull();
  }

  @ParameterizedTest
  @EnumSource(Chain.class)
  void everyTypeOfColumnIsFound(Chain chain) {
    Schema row =
        SchemaBuilder.struct()
            .name("wide.Value")
            .optional()
            .field("id", Schema.INT64_SCHEMA)
            .field("j", SchemaBuilder.string().name("io.debezium.data.Json").version(1).build())
            .field("b", Schema.BYTES_SCHEMA)
            .field("h", SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).build())
            .field("i", SchemaBuilder.array(Schema.OPTIONAL_INT32_SCHEMA).build())
            .field("l", SchemaBuilder.array(Schema.OPTIONAL_INT64_SCHEMA).build())
            .field("u", SchemaBuilder.array(Schema.OPTIONAL_STRING_SCHEMA).build())
            .field("a", SchemaBuilder.array(Schema.OPTIONAL_BYTES_SCHEMA).build())
            .build();
    List<Integer> ints = TEXT.chars().boxed().toList();
    Struct after =
        new Struct(row)
            .put("id", 5L)
            .put("j", TEXT)
            .put("b", BYTES)
            .put("h", Map.of(TEXT, TEXT))
            .put("i", ints)
            .put("l", ints.stream().map(Integer::longValue).toList())
            .put("u", List.of(UUID.nameUUIDFromBytes(BYTES).toString()))
            .put("a", List.of(BYTES));

    ConnectRecord<?> flat = chain.flatten(OMIT, Events.update(null, after));

    assertThat(Chain.columns(flat)).containsExactly("id");
    assertThat(unchanged(flat)).containsExactlyInAnyOrder("j", "b", "h", "i", "l", "u", "a");

    ConnectRecord<?> nulls = chain.flatten(NULL, Events.update(null, after));
    assertThat(Chain.column(nulls, "h")).isNull();
    assertThat(Chain.column(nulls, "i")).isNull();
  }

  @ParameterizedTest
  @EnumSource(Chain.class)
  void theRowOfAMovedKeyIsPartialToo(Chain chain) {
    ConnectRecord<?> row = chain.flatten(OMIT, Events.create(Events.row(5).put("body", TEXT)));
    assertThat(unchanged(row)).containsExactly("body");
  }

  private static SourceRecord partial() {
    return Events.update(
        null, Events.row(5).put("body", TEXT).put("photo", BYTES).put("tags", List.of(TEXT)));
  }

  private static SourceRecord without(String column) {
    Object placeholder = column.equals("tags") ? List.of(TEXT) : TEXT;
    return Events.update(null, Events.row(5).put(column, placeholder));
  }

  private static List<String> unchanged(ConnectRecord<?> row) {
    return List.copyOf(HeaderTexts.unchanged(row.headers()).names());
  }
}
