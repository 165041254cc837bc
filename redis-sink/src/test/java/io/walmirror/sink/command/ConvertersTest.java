package io.walmirror.sink.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.sink.command.Command.PutHash;
import io.walmirror.sink.fixture.Table;
import io.walmirror.sink.fixture.Table.Form;
import io.walmirror.sink.row.PositionVersions;
import io.walmirror.sink.row.RowReader;
import io.walmirror.sink.template.KeyTemplate;
import io.walmirror.sink.text.Bytes;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Connect's JSON converter leaves of a row, with and without schemas. */
class ConvertersTest {

  private static final Schema ZONED =
      SchemaBuilder.string().name("io.debezium.time.ZonedTimestamp").build();

  private final Table table;

  ConvertersTest() {
    Map<String, Schema> columns = new LinkedHashMap<>();
    columns.put("id", Schema.INT64_SCHEMA);
    columns.put("name", Schema.OPTIONAL_STRING_SCHEMA);
    columns.put("ratio", Schema.FLOAT64_SCHEMA);
    columns.put("paid", Schema.BOOLEAN_SCHEMA);
    columns.put("price", Decimal.builder(2).build());
    columns.put("at", ZONED);
    table = Table.of("public", "orders", columns, List.of("id"));
  }

  @ParameterizedTest
  @EnumSource(names = {"ENVELOPE", "FLAT"})
  void withSchemasTheRowIsAsIfItHadNeverBeenJson(Form form) {
    SinkRecord record = record(form);
    assertThat(hash(throughJson(record, true))).isEqualTo(hash(record));
    assertThat(hash(record))
        .containsEntry("price", "12.50")
        .containsEntry("at", "2026-11-21 07:00:00.12+00")
        .containsEntry("ratio", "1e+20")
        .doesNotContainKey("name");
  }

  @Test
  void withoutSchemasValuesAreAsTheyCame() {
    assertThat(hash(throughJson(record(Form.ENVELOPE), false)))
        .containsEntry("key", "orders:7")
        .containsEntry("id", "7")
        .containsEntry("ratio", "1e+20")
        .containsEntry("paid", "true")
        .containsEntry("at", "2026-11-21T07:00:00.120000Z")
        .doesNotContainKey("name");
  }

  private SinkRecord record(Form form) {
    return table.upsert(
        form,
        "c",
        Table.at(7),
        List.of(),
        Table.row(
            "id",
            7L,
            "name",
            null,
            "ratio",
            1e20,
            "paid",
            true,
            "price",
            new BigDecimal("12.50"),
            "at",
            "2026-11-21T07:00:00.120000Z"));
  }

  private static SinkRecord throughJson(SinkRecord record, boolean schemas) {
    SchemaAndValue key = throughJson(record.keySchema(), record.key(), schemas, true);
    SchemaAndValue value = throughJson(record.valueSchema(), record.value(), schemas, false);
    return record.newRecord(
        record.topic(), 0, key.schema(), key.value(), value.schema(), value.value(), null);
  }

  private static SchemaAndValue throughJson(
      Schema schema, Object value, boolean schemas, boolean isKey) {
    try (JsonConverter converter = new JsonConverter()) {
      converter.configure(Map.of("schemas.enable", schemas), isKey);
      return converter.toConnectData("t", converter.fromConnectData("t", schema, value));
    }
  }

  private static Map<String, String> hash(SinkRecord record) {
    HashCommands commands =
        new HashCommands(new RowKeys(KeyTemplate.of("${table}", ":")), "_v", TruncatePolicy.APPLY);
    RowReader reader = new RowReader(new PositionVersions());
    PutHash put = (PutHash) commands.of(reader.read(record)).orElseThrow();
    Map<String, String> hash = new TreeMap<>(Map.of("key", put.key().toString()));
    Iterator<Bytes> values = put.fields().values().iterator();
    for (int i = 0; i < put.shape().names().size(); i++) {
      if (put.fields().state(i) == Fields.SET) {
        hash.put(put.shape().names().get(i).toString(), values.next().toString());
      }
    }
    return hash;
  }
}
