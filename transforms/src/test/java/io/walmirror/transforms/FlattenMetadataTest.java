package io.walmirror.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FlattenMetadataTest {

  private static final String EVERY_NAME = String.join(",", MetadataSource.names());

  private static final Map<String, Object> EXPECTED = expected();

  @ParameterizedTest
  @EnumSource(Chain.class)
  void everyPieceOfMetadataCanBeAField(Chain chain) {
    ConnectRecord<?> row =
        chain.flatten(Map.of("metadata.fields", EVERY_NAME), Events.create(Events.row(5)));
    EXPECTED.forEach(
        (name, value) -> assertThat(Chain.column(row, name)).as(name).isEqualTo(value));
    assertThat(Chain.columns(row)).hasSize(Events.ROW.fields().size() + EXPECTED.size());
  }

  @ParameterizedTest
  @EnumSource(Chain.class)
  void everyPieceOfMetadataCanBeAHeader(Chain chain) {
    ConnectRecord<?> row =
        chain.flatten(Map.of("metadata.headers", EVERY_NAME), Events.create(Events.row(5)));
    EXPECTED.forEach(
        (name, value) -> {
          Header header = row.headers().lastWithName(name);
          if (value == null) {
            assertThat(header).as(name).isNull();
          } else {
            assertThat(header.value()).as(name).isEqualTo(value);
            assertThat(header.schema().type())
                .as(name)
                .isEqualTo(value instanceof Long ? Schema.Type.INT64 : Schema.Type.STRING);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(Chain.class)
  void aNameOfItsOwnIsTakenAsItIs(Chain chain) {
    Map<String, String> settings =
        Map.of(
            "metadata.fields", "op, source.ts_ms:committed_at",
            "metadata.headers", "transaction.id : tx",
            "metadata.prefix", "meta_");
    ConnectRecord<?> row = chain.flatten(settings, Events.create(Events.row(5)));
    assertThat(Chain.column(row, "meta_op")).isEqualTo("c");
    assertThat(Chain.column(row, "committed_at")).isEqualTo(1_790_000_000_100L);
    assertThat(Chain.header(row, "tx")).isEqualTo("771:97519");
  }

  @Test
  void fieldsFollowTheColumnsInTheOrderGivenAndAreOptional() {
    Map<String, String> settings = Map.of("metadata.fields", "source.lsn,op", "deletes", "rewrite");
    Schema schema = Chain.SOURCE.flatten(settings, Events.create(Events.row(5))).valueSchema();
    List<Field> fields = schema.fields();
    assertThat(fields)
        .extracting(Field::name)
        .endsWith("tags", "__deleted", "__source_lsn", "__op");
    Schema lsn = schema.field("__source_lsn").schema();
    assertThat(lsn.type()).isEqualTo(Schema.Type.INT64);
    assertThat(lsn.isOptional()).isTrue();
    assertThat(lsn.doc()).isEqualTo("the change's own LSN");
  }

  @ParameterizedTest
  @EnumSource(Chain.class)
  void tombstonesAndTruncatesCarryTheHeadersToo(Chain chain) {
    Map<String, String> settings = Map.of("metadata.headers", "source.lsn:lsn");
    for (SourceRecord event :
        new SourceRecord[] {Events.delete(Events.row(5)), Events.truncate()}) {
      ConnectRecord<?> out = chain.flatten(settings, event);
      assertThat(out.value()).isNull();
      assertThat(out.headers().lastWithName("lsn").value()).isEqualTo(97_519L);
    }
  }

  @ParameterizedTest
  @EnumSource(Chain.class)
  void deletedRowsCarryTheFieldsToo(Chain chain) {
    Map<String, String> settings = Map.of("metadata.fields", "op", "deletes", "rewrite");
    ConnectRecord<?> row = chain.flatten(settings, Events.delete(Events.row(5)));
    assertThat(Chain.column(row, "__op")).isEqualTo("d");
  }

  @ParameterizedTest
  @EnumSource(Chain.class)
  void whatTheEventDoesNotSayIsNull(Chain chain) {
    SourceRecord event = Events.create(Events.row(5));
    ((Struct) event.value()).put("transaction", null);
    event.headers().remove("walmirror.position");
    Map<String, String> settings = Map.of("metadata.fields", "transaction.id,position");

    ConnectRecord<?> row = chain.flatten(settings, event);

    assertThat(Chain.columns(row)).contains("__transaction_id", "__position");
    assertThat(Chain.column(row, "__transaction_id")).isNull();
    assertThat(Chain.column(row, "__position")).isNull();
  }

  @ParameterizedTest
  @EnumSource(Chain.class)
  void aHeaderOfThatNameIsReplaced(Chain chain) {
    SourceRecord event = Events.create(Events.row(5));
    event.headers().addString("__op", "old").addString("__op", "older");
    ConnectRecord<?> row = chain.flatten(Map.of("metadata.headers", "op"), event);
    assertThat(row.headers().allWithName("__op")).toIterable().hasSize(1);
    assertThat(Chain.header(row, "__op")).isEqualTo("c");
  }

  @ParameterizedTest
  @EnumSource(Chain.class)
  void aFieldWithAColumnsNameIsRefusedWithTheCure(Chain chain) {
    for (Map<String, String> settings :
        List.of(
            Map.of("metadata.fields", "op:status"),
            Map.of("deletes", "rewrite", "deleted.field", "status"))) {
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(() -> chain.flatten(settings, Events.create(Events.row(5))))
          .withMessageContaining("table public.orders")
          .withMessageContaining("the row has a column `status`")
          .withMessageContaining("metadata.fields");
    }
  }

  @Test
  void numbersOfAnyWidthAreNumbers() {
    Map<String, Object> source = Map.of("schema", "public", "table", "orders", "lsn", 7);
    Map<String, Object> event = Map.of("op", "c", "source", source, "after", Map.of("id", 5));
    SourceRecord record = Events.record(null, null, null, event, Events.position(0));
    SourceRecord row = Chain.flattened(Map.of("metadata.fields", "source.lsn"), record);
    assertThat(Chain.column(row, "__source_lsn")).isEqualTo(7L);
  }

  @Test
  void whatShouldBeANumberAndIsNoneIsRefused() {
    Map<String, Object> source = Map.of("schema", "public", "table", "orders", "lsn", "7");
    Map<String, Object> event = Map.of("op", "c", "source", source, "after", Map.of("id", 5));
    SourceRecord record = Events.record(null, null, null, event, Events.position(0));
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> Chain.flattened(Map.of("metadata.fields", "source.lsn"), record))
        .withMessageContaining("the event's source.lsn is no number but a String");
  }

  private static Map<String, Object> expected() {
    Map<String, Object> expected = new HashMap<>();
    expected.put("__op", "c");
    expected.put("__ts_ms", 1_790_000_000_456L);
    expected.put("__ts_us", 1_790_000_000_456_001L);
    expected.put("__ts_ns", 1_790_000_000_456_001_002L);
    expected.put("__position", Events.POSITION.text());
    expected.put("__source_version", "0.1.0");
    expected.put("__source_connector", "postgresql");
    expected.put("__source_name", "shop");
    expected.put("__source_ts_ms", 1_790_000_000_100L);
    expected.put("__source_snapshot", "false");
    expected.put("__source_db", "shop");
    expected.put("__source_sequence", "[\"97000\",\"97519\"]");
    expected.put("__source_ts_us", 1_790_000_000_100_001L);
    expected.put("__source_ts_ns", 1_790_000_000_100_001_000L);
    expected.put("__source_schema", "public");
    expected.put("__source_table", "orders");
    expected.put("__source_txId", 771L);
    expected.put("__source_lsn", 97_519L);
    expected.put("__source_xmin", null);
    expected.put("__source_origin", null);
    expected.put("__source_origin_lsn", null);
    expected.put("__transaction_id", "771:97519");
    expected.put("__transaction_total_order", 2L);
    expected.put("__transaction_data_collection_order", 1L);
    return expected;
  }
}
