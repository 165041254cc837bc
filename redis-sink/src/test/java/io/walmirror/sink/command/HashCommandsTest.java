package io.walmirror.sink.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.envelope.HeaderNames;
import io.walmirror.sink.command.Command.Delete;
import io.walmirror.sink.command.Command.PutHash;
import io.walmirror.sink.fixture.Table;
import io.walmirror.sink.fixture.Table.Form;
import io.walmirror.sink.row.PositionVersions;
import io.walmirror.sink.row.Refusal;
import io.walmirror.sink.row.RejectedRecordException;
import io.walmirror.sink.row.RowReader;
import io.walmirror.sink.template.KeyTemplate;
import io.walmirror.sink.text.Bytes;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

class HashCommandsTest {

  private final RowReader reader = new RowReader(new PositionVersions());
  private final Table orders = Table.orders();

  @Test
  void valuesAreSetAndNullsRemoved() {
    PutHash put = put(orders.upsert(7, "id", 1, "customer", "Ada", "note", null));

    assertThat(put.key()).hasToString("orders:1");
    assertThat(put.version().text()).isEqualTo(Table.at(7).text());
    assertThat(set(put)).containsExactly("id=1", "customer=Ada");
    assertThat(in(put, Fields.REMOVED)).containsExactly("note");
    assertThat(in(put, Fields.KEPT)).isEmpty();
  }

  @Test
  void aPlaceholderIsKeptAndNeverWritten() {
    PutHash put =
        put(orders.upsert(7, "id", 1, "customer", "__debezium_unavailable_value", "note", "n"));

    assertThat(set(put)).containsExactly("id=1", "note=n");
    assertThat(in(put, Fields.KEPT)).containsExactly("customer");
    assertThat(in(put, Fields.REMOVED)).isEmpty();
  }

  @Test
  void columnsNamedAsUnchangedAreKeptWhetherTheRowCarriesThemOrNot() {
    Map<String, Object> row = Table.row("id", 1, "customer", null);
    PutHash carried = put(orders.upsert(Form.FLAT, "u", Table.at(7), List.of("customer"), row));
    assertThat(in(carried, Fields.KEPT)).containsExactly("customer");
    PutHash leftOut =
        put(orders.upsert(Form.FLAT_MAP, "u", Table.at(7), List.of("customer", "note"), row));
    assertThat(in(leftOut, Fields.KEPT)).containsExactly("customer", "note");
    assertThat(leftOut.shape().fingerprint())
        .isEqualTo(put(orders.upsert(7, "id", 1)).shape().fingerprint());
  }

  @Test
  void onlyChosenColumnsBecomeFieldsUnderTheirNewNames() {
    FieldSelection selection =
        FieldSelection.of(
            List.of("customer", "note", "elsewhere"), List.of("note"), List.of("customer:who"));
    PutHash whole = put(selection, orders.upsert(7, "id", 1, "customer", "Ada", "note", "n"));
    assertThat(whole.key()).hasToString("orders:1");
    assertThat(whole.shape().names()).extracting(Bytes::toString).containsExactly("who");
    assertThat(set(whole)).containsExactly("who=Ada");
    Map<String, Object> row = Table.row("id", 1);
    PutHash partial =
        put(
            selection,
            orders.upsert(Form.FLAT_MAP, "u", Table.at(7), List.of("customer", "note"), row));
    assertThat(in(partial, Fields.KEPT)).containsExactly("who");
    assertThat(partial.shape().fingerprint()).isEqualTo(whole.shape().fingerprint());
  }

  @Test
  void twoColumnsAreNeverOneFieldNorTheVersion() {
    SinkRecord row = orders.upsert(7, "id", 1, "customer", "Ada", "note", "n");
    for (String field : List.of("note", "_v")) {
      FieldSelection selection =
          FieldSelection.of(List.of(), List.of(), List.of("customer:" + field));
      assertThatThrownBy(() -> put(selection, row))
          .isInstanceOfSatisfying(
              RejectedRecordException.class,
              e -> assertThat(e.refusal()).isEqualTo(Refusal.RESERVED_FIELD));
    }
  }

  @Test
  void rowsOfOneKindShareTheirShape() {
    HashCommands commands = commands("${table}");
    PutHash first = (PutHash) commands.of(reader.read(orders.upsert(7, "id", 1))).orElseThrow();
    PutHash second = (PutHash) commands.of(reader.read(orders.upsert(8, "id", 2))).orElseThrow();
    assertThat(first.shape()).isSameAs(second.shape());
  }

  @Test
  void aDeleteNamesItsKeyAndVersion() {
    Delete delete = (Delete) command(orders.delete(7, "id", 1)).orElseThrow();
    assertThat(delete.key()).hasToString("orders:1");
    assertThat(delete.version().text()).isEqualTo(Table.at(7).text());
  }

  @Test
  void aKeyOfSeveralColumnsIsWrittenInTheirOrder() {
    Map<String, Schema> columns = new LinkedHashMap<>();
    columns.put("item", Schema.STRING_SCHEMA);
    columns.put("order_id", Schema.INT64_SCHEMA);
    Table items = Table.of("public", "items", columns, List.of("order_id", "item"));
    assertThat(put(items.upsert(7, "item", "a:b", "order_id", 5L)).key())
        .hasToString("items:5:a%3Ab");
  }

  @Test
  void aColumnNamedAsTheVersionFieldIsRejected() {
    Map<String, Schema> columns = new LinkedHashMap<>();
    columns.put("id", Schema.INT32_SCHEMA);
    columns.put("_v", Schema.OPTIONAL_STRING_SCHEMA);
    Table table = Table.of("public", "t", columns, List.of("id"));
    rejected(table.upsert(7, "id", 1), Refusal.RESERVED_FIELD)
        .hasMessageContaining("redis.version.field");
  }

  @Test
  void aTruncateEmptiesTheKeysOfItsTableInEveryForm() {
    for (Form form : Form.values()) {
      Command command = truncate("${table}", TruncatePolicy.APPLY, form).orElseThrow();
      assertThat(command).as(form.name()).isInstanceOf(Command.Empty.class);
      assertThat(command.keyspace().name()).isEqualTo(Bytes.of("orders:"));
      assertThat(command.version().text()).isEqualTo(Table.at(7).text());
    }
  }

  @Test
  void aTruncateThatIsNotToBeAppliedIsRejectedOrIgnoredAsConfigured() {
    rejected(orders.truncate(7), Refusal.TRUNCATE)
        .hasMessageContaining("public.orders")
        .hasMessageContaining("redis.truncate=ignore");
    assertThat(truncate("${table}", TruncatePolicy.IGNORE, Form.ENVELOPE)).isEmpty();
  }

  @Test
  void aTruncateOfKeysThatCannotBeToldFromOthersIsRejected() {
    assertThatThrownBy(() -> truncate("", TruncatePolicy.APPLY, Form.ENVELOPE))
        .isInstanceOf(RejectedRecordException.class)
        .hasMessageContaining("redis.keyspace is empty");
  }

  @Test
  void aSecondTableInTheSameKeyspaceIsRejected() {
    Table audit = Table.of("audit", "orders", Map.of("id", Schema.INT32_SCHEMA), List.of("id"));
    HashCommands commands = commands("${table}");
    commands.of(reader.read(orders.upsert(7, "id", 1)));
    assertThatThrownBy(() -> commands.of(reader.read(audit.upsert(7, "id", 1))))
        .isInstanceOf(RejectedRecordException.class)
        .hasMessageContaining("audit.orders and public.orders")
        .hasMessageContaining("${schema}");
    assertThat(commands("${schema}.${table}").of(reader.read(audit.upsert(7, "id", 1))))
        .get()
        .extracting(HashCommandsTest::key)
        .hasToString("audit.orders:1");
  }

  @Test
  void aRecordThatDoesNotSayItsTableNeedsAKeyspaceWithoutIt() {
    SinkRecord flat = orders.upsert(Form.FLAT, "u", Table.at(7), List.of(), Table.row("id", 1));
    flat.headers().remove(HeaderNames.TABLE);
    rejected(flat, Refusal.NO_TABLE).hasMessageContaining("redis.keyspace");
    assertThat(commands("${topic}").of(reader.read(flat)))
        .get()
        .extracting(HashCommandsTest::key)
        .hasToString("shop.public.orders:1");
  }

  @Test
  void aNullInAKeyIsRejected() {
    SinkRecord record = orders.delete(Form.ENVELOPE_MAP, Table.at(7), Table.row("id", null));
    rejected(record, Refusal.NO_KEY).hasMessageContaining("id is NULL");
  }

  @Test
  void aRecordWithoutKeyIsRejectedWithWhatToDo() {
    SinkRecord row = orders.upsert(7, "id", 1);
    SinkRecord keyless =
        row.newRecord(row.topic(), 0, null, null, row.valueSchema(), row.value(), null);
    rejected(keyless, Refusal.NO_KEY).hasMessageContaining("primary key");
  }

  private org.assertj.core.api.AbstractThrowableAssert<?, ?> rejected(
      SinkRecord record, Refusal refusal) {
    return assertThatThrownBy(() -> command(record))
        .isInstanceOfSatisfying(
            RejectedRecordException.class, e -> assertThat(e.refusal()).isEqualTo(refusal));
  }

  private PutHash put(SinkRecord record) {
    return (PutHash) command(record).orElseThrow();
  }

  private PutHash put(FieldSelection selection, SinkRecord record) {
    RowKeys keys = new RowKeys(KeyTemplate.of("${table}", ":"));
    return (PutHash)
        new HashCommands(keys, selection, "_v", TruncatePolicy.FAIL)
            .of(reader.read(record))
            .orElseThrow();
  }

  private Optional<Command> command(SinkRecord record) {
    return commands("${table}").of(reader.read(record));
  }

  private static HashCommands commands(String keyspace) {
    return commands(keyspace, TruncatePolicy.FAIL);
  }

  private static HashCommands commands(String keyspace, TruncatePolicy truncates) {
    return new HashCommands(new RowKeys(KeyTemplate.of(keyspace, ":")), "_v", truncates);
  }

  private Optional<Command> truncate(String keyspace, TruncatePolicy policy, Form form) {
    return commands(keyspace, policy).of(reader.read(orders.truncate(form, Table.at(7))));
  }

  private static Bytes key(Command command) {
    return ((PutHash) command).key();
  }

  private static List<String> set(PutHash put) {
    Iterator<Bytes> values = put.fields().values().iterator();
    return in(put, Fields.SET).stream().map(name -> name + "=" + values.next()).toList();
  }

  private static List<String> in(PutHash put, char state) {
    List<Bytes> names = put.shape().names();
    return IntStream.range(0, names.size())
        .filter(field -> put.fields().state(field) == state)
        .mapToObj(field -> names.get(field).toString())
        .toList();
  }
}
