package io.walmirror.sink.row;

import static io.walmirror.sink.row.RowTexts.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.envelope.HeaderNames;
import io.walmirror.sink.fixture.JsonForm;
import io.walmirror.sink.fixture.Table;
import io.walmirror.sink.fixture.Table.Form;
import io.walmirror.sink.row.RowOperation.Ignore;
import io.walmirror.sink.row.RowOperation.Remove;
import io.walmirror.sink.row.RowOperation.Truncate;
import io.walmirror.sink.row.RowOperation.Upsert;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows out of JSON that the worker's converter passed through unread. */
class JsonRecordsTest {

  private static final String STRUCT =
      "{\"type\":\"struct\",\"optional\":false,\"fields\":["
          + "{\"type\":\"int64\",\"optional\":false,\"field\":\"id\"},"
          + "{\"type\":\"double\",\"optional\":true,\"field\":\"f\"},"
          + "{\"type\":\"boolean\",\"optional\":true,\"field\":\"b\"},"
          + "{\"type\":\"string\",\"optional\":true,\"field\":\"s\"},"
          + "{\"type\":\"array\",\"optional\":true,\"field\":\"a\",\"items\":"
          + "{\"type\":\"int16\",\"optional\":false}}]}";

  private final RowReader reader = new RowReader(new PositionVersions());
  private final Table orders = Table.orders();

  @ParameterizedTest
  @EnumSource
  void everyFormOfAChangeIsReadOutOfItsJson(JsonForm json) {
    for (Form form : Form.values()) {
      Upsert upsert =
          (Upsert)
              read(
                  json,
                  orders.upsert(
                      form,
                      "u",
                      Table.at(7),
                      List.of("note"),
                      Table.row("id", 1, "customer", "é")));
      assertThat(texts(upsert.row())).as("%s", form).isEqualTo(Map.of("id", "1", "customer", "é"));
      assertThat(texts(upsert.key())).isEqualTo(Map.of("id", "1"));
      assertThat(upsert.unchanged().names()).containsExactly("note");
      assertThat(upsert.origin().table()).contains(orders.name());
      assertThat(upsert.origin().version().text()).isEqualTo(Table.at(7).text());

      Remove remove = (Remove) read(json, orders.delete(form, Table.at(8), Table.row("id", 1)));
      assertThat(texts(remove.key())).isEqualTo(Map.of("id", "1"));
      assertThat(read(json, orders.truncate(form, Table.at(9)))).isInstanceOf(Truncate.class);
    }
  }

  @Test
  void aDocumentWithItsSchemaIsARowWithIt() {
    Upsert with = (Upsert) read(JsonForm.TEXT_WITH_SCHEMA, orders.upsert(7, "id", 1));
    Upsert without = (Upsert) read(JsonForm.TEXT, orders.upsert(7, "id", 1));
    assertThat(with.row().columns().schema(0)).isPresent();
    assertThat(without.row().columns().schema(0)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9007199254740993",
        "-9223372036854775808",
        "9223372036854775808",
        "123456789012345678901234567890.120",
        "12.50",
        "100.0",
        "-0.0",
        "1.0E20",
        "0.1"
      })
  void numbersKeepAllTheirDigits(String number) {
    Upsert upsert = upsert("{\"id\":1,\"n\":" + number + ",\"nested\":[" + number + "]}");
    assertThat(texts(upsert.row()))
        .containsEntry("n", number)
        .containsEntry("nested", "[" + number + "]");
  }

  @Test
  void aNumberWithMoreDigitsThanAnyLibrarysLimitIsReadToo() {
    String digits = "7".repeat(131_000);
    assertThat(texts(upsert("{\"n\":" + digits + "." + digits.substring(0, 16_000) + "}").row()))
        .containsEntry("n", digits + "." + digits.substring(0, 16_000));
  }

  @Test
  void aLongTextIsRead() {
    String text = "x".repeat(25_000_000);
    assertThat(texts(upsert("{\"t\":\"" + text + "\"}").row())).containsEntry("t", text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`{\"a\":\"secret\"`|ends too early|line 1",
        "`{\"a\":\"secret`|ends too early|line 1",
        "`{\"a\":\"x\",\n secret}`|no JSON|line 2",
        "`{\"a\":secret}`|no JSON|line 1",
        "`{\"secret\":1,\"secret\":2}`|twice|line 1",
        "`{\"a\":1} secret`|no JSON|line 1",
        "`{\"a\":1} {\"secret\":1}`|follows|line 1",
        "`{\"a\":01}`|no JSON|line 1",
        "`Struct{id=1,a=secret}`|no JSON|line 1",
        "``|empty|line 1"
      })
  void malformedDocumentsAreRejectedByPlaceAndReasonWithoutTheirValues(
      String text, String why, String place) {
    for (Object value : List.of(text, text.getBytes(StandardCharsets.UTF_8))) {
      assertRejected(() -> reader.read(record("k", value)), Refusal.MALFORMED, why, place);
    }
  }

  @Test
  void aDocumentNestedBeyondReasonIsRejected() {
    String text = "{\"a\":" + "[".repeat(2_000) + "]".repeat(2_000) + "}";
    assertRejected(() -> reader.read(record("k", text)), Refusal.MALFORMED, "no JSON", "column");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1,\"secret\"]", "\"secret\"", "42", "true"})
  void jsonThatIsNoObjectIsNoRow(String text) {
    assertRejected(
        () -> reader.read(record("k", text)), Refusal.NO_ROW, "no object", "value.converter");
  }

  @Test
  void bytesThatAreNoTextAreNoRow() {
    assertRejected(
        () -> reader.read(record("k", new byte[] {(byte) 0xff})),
        Refusal.NO_ROW,
        "no text",
        "value.converter");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"id\":\"secret\"}|payload.id is no number",
        "{\"id\":1.5}|payload.id is no integer",
        "{\"id\":9223372036854775808}|payload.id is no integer",
        "{\"id\":null}|DataException",
        "{}|DataException",
        "\"secret\"|DataException",
        "{\"id\":1,\"f\":\"NaN\"}|payload.f is no number",
        "{\"id\":1,\"b\":0}|payload.b is no boolean",
        "{\"id\":1,\"a\":[32768]}|payload.a[] is no integer",
        "{\"id\":1,\"s\":{\"x\":1}}|payload.s is no text"
      })
  void aPayloadThatDoesNotFitItsSchemaIsRejectedWithoutItsValues(String payload, String why) {
    String text = "{\"schema\":" + STRUCT + ",\"payload\":" + payload + "}";
    assertRejected(
        () -> reader.read(record("k", text)), Refusal.MALFORMED, "does not fit the schema", why);
  }

  @ParameterizedTest
  @EnumSource(
      value = JsonForm.class,
      names = {"TEXT_WITH_SCHEMA", "BYTES_WITH_SCHEMA"})
  void aNullStaysANullWhereTheColumnHasADefault(JsonForm form) {
    String schema = STRUCT.replace("\"field\":\"s\"", "\"default\":\"new\",\"field\":\"s\"");
    String text = "{\"schema\":" + schema + ",\"payload\":{\"id\":1,\"s\":null}}";
    Object value = form == JsonForm.TEXT_WITH_SCHEMA ? text : text.getBytes(StandardCharsets.UTF_8);
    Upsert upsert = (Upsert) reader.read(record("k", value));
    assertThat(texts(upsert.row())).containsExactly(Map.entry("id", "1"));
  }

  @Test
  void aDocumentWithoutPayloadIsADelete() {
    for (String text :
        List.of(
            "null",
            "{\"schema\":null,\"payload\":null}",
            "{\"schema\":" + STRUCT.replaceFirst("false", "true") + ",\"payload\":null}")) {
      assertThat(reader.read(record("k", text))).as(text).isInstanceOf(Remove.class);
    }
  }

  @Test
  void columnsNamedSchemaAndPayloadAreColumns() {
    assertThat(texts(upsert("{\"schema\":\"public\",\"payload\":{\"a\":1}}").row()))
        .containsOnlyKeys("schema", "payload");
    assertThat(texts(upsert("{\"schema\":null,\"payload\":\"x\"}").row()))
        .containsExactly(Map.entry("payload", "x"));
  }

  @Test
  void keysAreDocumentsOrTextsAndNoTwoAreTheSame() {
    List<Object> keys = new ArrayList<>();
    for (String key : List.of("{\"id\":1}", "{\"id\":\"a\"}", "a", "\"a\"", "[1]", "\\x61", "{a")) {
      keys.add(key);
    }
    List<String> texts = new ArrayList<>();
    for (Object key : keys.subList(0, keys.size() - 1)) {
      texts.add(texts(((Remove) reader.read(record(key, null))).key()).toString());
    }
    assertThat(texts).containsExactly("{id=1}", "{id=a}", "{=a}", "{=\"a\"}", "{=[1]}", "{=\\x61}");
    assertRejected(() -> reader.read(record("{a", null)), Refusal.MALFORMED, "key", "column 3");
    String wrapped = "{\"schema\":" + STRUCT + ",\"payload\":{\"id\":7}}";
    assertThat(texts(((Remove) reader.read(record(wrapped, null))).key()))
        .isEqualTo(Map.of("id", "7"));
    String alone = "{\"schema\":{\"type\":\"string\",\"optional\":false},\"payload\":\"a\"}";
    assertThat(texts(((Remove) reader.read(record(alone, null))).key())).isEqualTo(Map.of("", "a"));
  }

  @Test
  void bytesThatAreTextAreThatKeyAndOthersStayBytes() {
    List<byte[]> keys =
        List.of(
            "a".getBytes(StandardCharsets.UTF_8),
            new byte[] {(byte) 0xff},
            "\\xff".getBytes(StandardCharsets.UTF_8));
    List<String> texts = new ArrayList<>();
    for (byte[] key : keys) {
      SinkRecord record = record(Schema.OPTIONAL_BYTES_SCHEMA, key, null);
      texts.add(texts(((Remove) reader.read(record)).key()).get(""));
    }
    assertThat(texts).containsExactly("a", "\\xff", "\\x5c786666");
    assertThat(new HashSet<>(texts)).hasSize(3);
    SinkRecord bytea = record(Schema.BYTES_SCHEMA, keys.get(0), null);
    assertThat(texts(((Remove) reader.read(bytea)).key()))
        .as("a bytea that a transform made the key")
        .isEqualTo(Map.of("", "\\x61"));
  }

  @Test
  void controlRecordsAreNotRead() {
    SinkRecord control =
        new SinkRecord("__walmirror.shop", 0, null, "{damaged", null, "{damaged", 0);
    assertThat(reader.read(control)).isEqualTo(new Ignore(Ignore.Reason.CONTROL));
  }

  @Test
  void theOriginalCoordinatesStay() {
    SinkRecord delivered = record("k", "{\"id\":1}");
    SinkRecord read = new JsonRecords().read(delivered);
    assertThat(read.originalTopic()).isEqualTo("t");
    assertThat(read.originalKafkaOffset()).isEqualTo(11);
    assertThat(read.headers()).isEqualTo(delivered.headers());
  }

  private RowOperation read(JsonForm json, SinkRecord record) {
    return reader.read(json.deliver(record));
  }

  private Upsert upsert(String text) {
    return (Upsert) reader.read(record("k", text));
  }

  private static void assertRejected(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable read,
      Refusal refusal,
      String... messages) {
    assertThatThrownBy(read)
        .isInstanceOfSatisfying(
            RejectedRecordException.class, e -> assertThat(e.refusal()).isEqualTo(refusal))
        .hasMessageContainingAll(messages)
        .hasMessageNotContaining("secret")
        .hasNoCause();
  }

  private static SinkRecord record(Object key, Object value) {
    return record(null, key, value);
  }

  private static SinkRecord record(Schema keySchema, Object key, Object value) {
    ConnectHeaders headers = new ConnectHeaders();
    headers.addString(HeaderNames.POSITION, Table.at(7).text());
    return new SinkRecord(
        "t", 0, keySchema, key, null, value, 11, null, TimestampType.NO_TIMESTAMP_TYPE, headers);
  }
}
