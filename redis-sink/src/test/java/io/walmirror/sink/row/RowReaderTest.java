package io.walmirror.sink.row;

import static io.walmirror.sink.row.RowTexts.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.envelope.HeaderNames;
import io.walmirror.envelope.MalformedHeaderException;
import io.walmirror.sink.fixture.Table;
import io.walmirror.sink.fixture.Table.Form;
import io.walmirror.sink.row.RowOperation.Ignore;
import io.walmirror.sink.row.RowOperation.Remove;
import io.walmirror.sink.row.RowOperation.Truncate;
import io.walmirror.sink.row.RowOperation.Upsert;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowReaderTest {

  private final RowReader reader = new RowReader(new PositionVersions());
  private final Table orders = Table.orders();

  @ParameterizedTest
  @EnumSource
  void everyFormOfAWriteIsAnUpsert(Form form) {
    SinkRecord record =
        orders.upsert(
            form, "u", Table.at(7), List.of("note"), Table.row("id", 1, "customer", "Ada"));

    Upsert upsert = (Upsert) reader.read(record);

    assertThat(texts(upsert.row())).containsEntry("id", "1").containsEntry("customer", "Ada");
    assertThat(texts(upsert.key())).isEqualTo(Map.of("id", "1"));
    assertThat(upsert.unchanged().names()).containsExactly("note");
    assertThat(upsert.origin().version().text()).isEqualTo(Table.at(7).text());
    assertThat(upsert.origin().table()).contains(orders.name());
    assertThat(upsert.origin().topic()).isEqualTo(orders.topic());
  }

  @ParameterizedTest
  @EnumSource
  void everyFormOfADeleteIsARemoveOfItsKey(Form form) {
    Remove remove = (Remove) reader.read(orders.delete(form, Table.at(7), Table.row("id", 1)));

    assertThat(texts(remove.key())).isEqualTo(Map.of("id", "1"));
    assertThat(remove.origin().version().text()).isEqualTo(Table.at(7).text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"c", "u", "r"})
  void createsUpdatesAndReadsAreUpserts(String op) {
    SinkRecord record =
        orders.upsert(Form.ENVELOPE, op, Table.at(7), List.of(), Table.row("id", 1));
    assertThat(reader.read(record)).isInstanceOf(Upsert.class);
  }

  @Test
  void theTimeOfTheCommitComesFromTheSourceBlock() {
    Upsert upsert = (Upsert) reader.read(orders.upsert(7, "id", 1));
    assertThat(upsert.origin().commitMillis()).hasValue(Table.COMMITTED);
  }

  @Test
  void aTombstoneIsARemoveWithItsOwnPosition() {
    Remove remove = (Remove) reader.read(orders.tombstone(7, "id", 1));
    assertThat(remove.origin().version().text()).isEqualTo(Table.at(7).withPart(1).text());
  }

  @Test
  void aTruncateIsOne() {
    Truncate truncate = (Truncate) reader.read(orders.truncate(7));
    assertThat(truncate.origin().table()).contains(orders.name());
  }

  @Test
  void aFlattenedTruncateIsOneToo() {
    ConnectHeaders headers = headers();
    headers.addString(HeaderNames.OP, "t").addString(HeaderNames.TABLE, "public.orders");
    assertThat(reader.read(record("shop.public.orders", null, null, headers)))
        .isInstanceOf(Truncate.class);
  }

  @Test
  void aRewrittenDeleteIsARemove() {
    ConnectHeaders headers = headers();
    headers.addString(HeaderNames.OP, "d").addString(HeaderNames.TABLE, "public.orders");
    Map<String, Object> row = new HashMap<>(Map.of("id", 1));
    assertThat(reader.read(record("t", Map.of("id", 1), row, headers))).isInstanceOf(Remove.class);
    row.put("__deleted", "true");
    assertThat(reader.read(record("t", Map.of("id", 1), row, headers())))
        .isInstanceOf(Remove.class);
    row.put("__deleted", "false");
    assertThat(reader.read(record("t", Map.of("id", 1), row, headers())))
        .isInstanceOf(Upsert.class);
  }

  @Test
  void controlRecordsMessagesAndMetadataConcernNoRow() {
    assertThat(reader.read(record("__walmirror.shop", "key", "any", new ConnectHeaders())))
        .isEqualTo(new Ignore(Ignore.Reason.CONTROL));
    Map<String, Object> message = new HashMap<>();
    message.put("op", "m");
    message.put("source", Map.of());
    message.put("after", null);
    assertThat(reader.read(record("shop.message", null, message, new ConnectHeaders())))
        .isEqualTo(new Ignore(Ignore.Reason.MESSAGE));
    Schema heartbeat =
        SchemaBuilder.struct()
            .name("io.debezium.connector.common.Heartbeat")
            .field("ts_ms", Schema.INT64_SCHEMA)
            .build();
    SinkRecord beat =
        new SinkRecord("h", 0, null, null, heartbeat, new Struct(heartbeat).put("ts_ms", 1L), 0);
    assertThat(reader.read(beat)).isEqualTo(new Ignore(Ignore.Reason.METADATA));
  }

  @Test
  void whatTellsOfTransactionsAndSignsOfLifeIsPassedOverWithoutSchemasToo() {
    assertThat(reader.read(schemaless(Map.of("id", "771:26"), endOfTransaction())))
        .isEqualTo(new Ignore(Ignore.Reason.METADATA));
    assertThat(reader.read(schemaless(Map.of("serverName", "shop"), Map.of("ts_ms", 1L))))
        .isEqualTo(new Ignore(Ignore.Reason.METADATA));
  }

  private static Map<String, Object> endOfTransaction() {
    Map<String, Object> end = new HashMap<>();
    end.put("status", "END");
    end.put("id", "771:26");
    end.put("event_count", 1L);
    end.put("data_collections", List.of());
    end.put("ts_ms", 1L);
    return end;
  }

  @Test
  void aRowThatHasOneColumnMoreIsNoTransaction() {
    Map<String, Object> row = endOfTransaction();
    row.put("note", "a table of somebody's");

    assertThatThrownBy(() -> reader.read(schemaless(Map.of("id", "771:26"), row)))
        .isInstanceOf(RejectedRecordException.class);
  }

  private static SinkRecord schemaless(Map<String, ?> key, Map<String, ?> value) {
    return new SinkRecord("shop.transaction", 0, null, key, null, value, 0);
  }

  @Test
  void aRoutedControlRecordIsStillOne() {
    SinkRecord control = record("__walmirror.shop", "key", "any", new ConnectHeaders());
    SinkRecord routed = control.newRecord("elsewhere", 0, null, "key", null, "any", null);
    assertThat(reader.read(routed)).isEqualTo(new Ignore(Ignore.Reason.CONTROL));
  }

  @Test
  void aNullInAColumnWithADefaultStaysNull() {
    Schema row =
        SchemaBuilder.struct()
            .field("id", Schema.INT32_SCHEMA)
            .field("state", SchemaBuilder.string().optional().defaultValue("new").build())
            .build();
    ConnectHeaders headers = headers();
    Struct value = new Struct(row).put("id", 1).put("state", null);
    Upsert upsert = (Upsert) reader.read(record("t", Map.of("id", 1), value, headers));
    assertThat(upsert.row().value(1)).isNull();
  }

  @Test
  void aKeyWithoutSchemaHasItsColumnsInTheOrderOfTheirNames() {
    Map<String, Object> key = new LinkedHashMap<>();
    key.put("zip", 2);
    key.put("area", 1);
    Remove remove = (Remove) reader.read(record("t", key, null, headers()));
    assertThat(remove.key().columns().name(0)).isEqualTo("area");
    assertThat(remove.key().columns().name(1)).isEqualTo("zip");
  }

  @Test
  void aPrimitiveKeyIsAKeyOfOneColumn() {
    Remove remove = (Remove) reader.read(record("t", 42L, null, headers()));
    assertThat(texts(remove.key())).isEqualTo(Map.of("", "42"));
  }

  @Test
  void rowsWithoutSchemaMayChangeTheirColumns() {
    for (Map<String, Object> row :
        List.<Map<String, Object>>of(Map.of("a", 1), Map.of("b", 2, "a", 1), Map.of("c", 3))) {
      Upsert upsert = (Upsert) reader.read(record("t", "k", row, headers()));
      assertThat(texts(upsert.row())).hasSize(row.size());
    }
  }

  @Test
  void positionsAreReadFromEveryFormOfHeader() {
    String text = Table.at(7).text();
    for (Object value :
        List.of(text, text.getBytes(StandardCharsets.UTF_8), Map.of("payload", text))) {
      ConnectHeaders headers = new ConnectHeaders();
      headers.add(HeaderNames.POSITION, value, null);
      Remove remove = (Remove) reader.read(record("t", "k", null, headers));
      assertThat(remove.origin().version().text()).isEqualTo(text);
    }
  }

  @Test
  void aRecordWithoutPositionIsRejectedWithWhatToDo() {
    rejected(record("t", "k", null, new ConnectHeaders()), Refusal.NO_VERSION)
        .hasMessageContaining("walmirror.position")
        .hasMessageContaining("header.converter");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "000000010000000000000007000000000100",
        "p0000000100000000000000070000000010",
        "P00000001000000000000000700000000010A",
        "p0000000100000000000000070000000001A0"
      })
  void aMalformedPositionIsRejectedAndNeverGuessedAt(String text) {
    ConnectHeaders headers = new ConnectHeaders();
    headers.addString(HeaderNames.POSITION, text);
    assertThatThrownBy(() -> reader.read(record("t", "k", null, headers)))
        .isInstanceOf(MalformedHeaderException.class)
        .hasMessageContaining("walmirror.position");
  }

  @Test
  void aRecordWithoutKeyHasAKeyWithoutColumns() {
    Upsert upsert = (Upsert) reader.read(record("t", null, Map.of("id", 1), headers()));
    assertThat(upsert.key().columns().size()).isZero();
  }

  @Test
  void aValueThatIsNoRowIsRejectedWithoutShowingIt() {
    rejected(record("t", "k", List.of("secret"), headers()), Refusal.NO_ROW)
        .hasMessageContaining("List")
        .hasMessageContaining("value.converter")
        .hasMessageNotContaining("secret");
  }

  private org.assertj.core.api.AbstractThrowableAssert<?, ?> rejected(
      SinkRecord record, Refusal refusal) {
    return assertThatThrownBy(() -> reader.read(record))
        .isInstanceOfSatisfying(
            RejectedRecordException.class, e -> assertThat(e.refusal()).isEqualTo(refusal));
  }

  private static ConnectHeaders headers() {
    ConnectHeaders headers = new ConnectHeaders();
    headers.addString(HeaderNames.POSITION, Table.at(7).text());
    return headers;
  }

  private static SinkRecord record(String topic, Object key, Object value, ConnectHeaders headers) {
    Schema valueSchema = value instanceof Struct struct ? struct.schema() : null;
    return new SinkRecord(
        topic,
        0,
        null,
        key,
        valueSchema,
        value,
        0,
        null,
        org.apache.kafka.common.record.TimestampType.NO_TIMESTAMP_TYPE,
        headers);
  }
}
