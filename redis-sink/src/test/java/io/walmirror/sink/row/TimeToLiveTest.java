package io.walmirror.sink.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.envelope.MalformedHeaderException;
import io.walmirror.sink.fixture.Table;
import io.walmirror.sink.fixture.Table.Form;
import io.walmirror.sink.row.RowOperation.Upsert;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/** Which moment each form of a TTL stands for. */
class TimeToLiveTest {

  /** When the fixture's changes are committed. */
  private static final long COMMIT = Table.COMMITTED;

  private static final Schema TEXT = Schema.OPTIONAL_STRING_SCHEMA;

  private final RowReader reader = new RowReader(new PositionVersions());
  private final Table orders = Table.orders();

  @Test
  void secondsCountFromTheCommit() {
    assertThat(expiry("60", orders.upsert(1, "id", 1))).isEqualTo(COMMIT + 60_000);
    assertThat(expiry("0", orders.upsert(1, "id", 1))).isZero();
  }

  @Test
  void withoutEnvelopeTheyCountFromTheRecordsTimestamp() {
    SinkRecord flat = orders.upsert(Form.FLAT, "c", Table.at(1), List.of(), Table.row("id", 1));
    assertThatThrownBy(() -> expiry("60", flat))
        .isInstanceOf(RejectedRecordException.class)
        .hasMessageContaining("neither an envelope nor a timestamp");
    SinkRecord stamped =
        new SinkRecord(
            flat.topic(),
            0,
            flat.keySchema(),
            flat.key(),
            flat.valueSchema(),
            flat.value(),
            0,
            1_000L,
            TimestampType.CREATE_TIME,
            flat.headers());
    assertThat(expiry("60", stamped)).isEqualTo(61_000);
  }

  @Test
  void aColumnThatHoldsAMomentIsThatMoment() {
    long moment = Instant.parse("2027-03-04T05:06:07.089Z").toEpochMilli();
    assertThat(column(of(Schema.Type.INT64, "io.debezium.time.Timestamp"), moment))
        .isEqualTo(moment);
    assertThat(column(of(Schema.Type.INT64, "io.debezium.time.MicroTimestamp"), moment * 1000 + 9))
        .isEqualTo(moment);
    assertThat(column(of(Schema.Type.INT64, "io.debezium.time.NanoTimestamp"), moment * 1_000_000))
        .isEqualTo(moment);
    assertThat(column(Timestamp.SCHEMA, Date.from(Instant.ofEpochMilli(moment)))).isEqualTo(moment);
    assertThat(column(TEXT, "2027-03-04T05:06:07.089Z")).isEqualTo(moment);
    assertThat(column(TEXT, "2027-03-04T07:06:07.089+02:00")).isEqualTo(moment);
    assertThat(column(TEXT, "2027-03-04T05:06:07.089")).isEqualTo(moment);
  }

  @Test
  void aColumnThatHoldsADurationCountsFromTheCommit() {
    assertThat(column(Schema.INT32_SCHEMA, 60)).isEqualTo(COMMIT + 60_000);
    assertThat(column(Schema.FLOAT64_SCHEMA, 0.5)).isEqualTo(COMMIT + 500);
    assertThat(column(Decimal.schema(1), new BigDecimal("1.5"))).isEqualTo(COMMIT + 1500);
    assertThat(column(of(Schema.Type.INT64, "io.debezium.time.MicroDuration"), 2_000_000L))
        .isEqualTo(COMMIT + 2000);
    Schema interval = of(Schema.Type.STRING, "io.debezium.time.Interval");
    assertThat(column(interval, "P0Y0M1DT2H0M0.5S")).isEqualTo(COMMIT + (26 * 3600) * 1000 + 500);
    assertThat(column(interval, "P0Y1M0DT0H0M0S"))
        .isEqualTo(Instant.parse("2100-02-01T00:00:00Z").toEpochMilli());
  }

  @Test
  void nullAndInfinityAreForEver() {
    assertThat(column(TEXT, null)).isZero();
    assertThat(column(TEXT, "infinity")).isZero();
    assertThat(
            column(of(Schema.Type.INT64, "io.debezium.time.MicroTimestamp"), 9223372036825200000L))
        .isZero();
    assertThat(column(of(Schema.Type.INT64, "io.debezium.time.Timestamp"), -62_135_596_800_000L))
        .as("long ago")
        .isEqualTo(1);
  }

  @Test
  void withoutSchemasTextAndSmallNumbersAreUnderstood() {
    assertThat(untyped("2027-03-04T05:06:07Z"))
        .isEqualTo(Instant.parse("2027-03-04T05:06:07Z").toEpochMilli());
    assertThat(untyped(60)).isEqualTo(COMMIT + 60_000);
    assertThat(untyped(null)).isZero();
    assertThatThrownBy(() -> untyped(1_800_000_000_000_000L))
        .hasMessageContaining("too large to be seconds");
  }

  @Test
  void whatIsNeitherIsRejectedByTheColumnsName() {
    assertThatThrownBy(() -> column(TEXT, "soon")).hasMessageContaining("column until");
    assertThatThrownBy(() -> column(Schema.BOOLEAN_SCHEMA, true))
        .hasMessageContaining("neither a timestamp");
    assertThatThrownBy(() -> column(of(Schema.Type.INT32, "io.debezium.time.Date"), 3))
        .hasMessageContaining("neither a timestamp");
    assertThatThrownBy(() -> column(TEXT, "__debezium_unavailable_value"))
        .hasMessageContaining("was not sent");
    assertThatThrownBy(() -> expiry("${until}", orders.upsert(1, "id", 1)))
        .hasMessageContaining("none of the row's");
  }

  @Test
  void theHeaderOutranksTheSettingWhateverItsConverterMadeOfIt() {
    for (Object value :
        List.of("5", 5, (short) 5, 5L, "5".getBytes(java.nio.charset.StandardCharsets.UTF_8))) {
      SinkRecord record = orders.upsert(1, "id", 1);
      record.headers().add(TimeToLive.HEADER, value, null);
      assertThat(expiry("60", record)).isEqualTo(COMMIT + 5000);
    }
    SinkRecord record = orders.upsert(1, "id", 1);
    record.headers().addString(TimeToLive.HEADER, "0");
    assertThat(expiry("60", record)).isZero();
    record.headers().addString(TimeToLive.HEADER, "-1");
    assertThatThrownBy(() -> expiry("60", record)).isInstanceOf(MalformedHeaderException.class);
    record.headers().addString(TimeToLive.HEADER, "soon");
    assertThatThrownBy(() -> expiry("60", record)).isInstanceOf(MalformedHeaderException.class);
  }

  @Test
  void deletesHaveNone() {
    SinkRecord delete = orders.delete(1, "id", 1);
    RowOperation operation = reader.read(delete);
    assertThat(TimeToLive.parse("60").limit(delete, operation)).isSameAs(operation);
  }

  @Test
  void aSettingThatIsNeitherIsRefused() {
    for (String text : List.of("soon", "-1", "${}", "1.5", "9999999999")) {
      assertThatThrownBy(() -> TimeToLive.parse(text)).hasMessageContaining("${expires_at}");
    }
  }

  private static Schema of(Schema.Type type, String name) {
    return SchemaBuilder.type(type).name(name).build();
  }

  private long column(Schema schema, Object value) {
    Map<String, Schema> columns = new LinkedHashMap<>();
    columns.put("id", Schema.INT32_SCHEMA);
    columns.put("until", schema);
    Table table = Table.of("public", "t", columns, List.of("id"));
    return expiry("${until}", table.upsert(1, "id", 1, "until", value));
  }

  private long untyped(Object value) {
    return expiry(
        "${customer}",
        orders.upsert(
            Form.ENVELOPE_MAP, "c", Table.at(1), List.of(), Table.row("id", 1, "customer", value)));
  }

  private long expiry(String setting, SinkRecord record) {
    RowOperation limited = TimeToLive.parse(setting).limit(record, reader.read(record));
    return ((Upsert) limited).origin().expiry().orElseThrow().millis();
  }
}
