package io.walmirror.transforms;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.envelope.HeaderNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FlattenPassingTest {

  private static final Map<String, String> EVERYTHING =
      Map.of("metadata.fields", "op", "metadata.headers", "source.lsn", "unchanged", "null");

  @ParameterizedTest
  @EnumSource(Chain.class)
  void aTruncateIsPassedOnWithoutKeyAndValue(Chain chain) {
    ConnectRecord<?> truncate = chain.flatten(Map.of(), Events.truncate());

    assertThat(truncate.key()).isNull();
    assertThat(truncate.keySchema()).isNull();
    assertThat(truncate.value()).isNull();
    assertThat(truncate.valueSchema()).isNull();
    assertThat(truncate.topic()).isEqualTo(Events.TOPIC);
    assertThat(truncate.kafkaPartition()).isEqualTo(Events.PARTITION);
    assertThat(truncate.timestamp()).isEqualTo(Events.TIMESTAMP);
    assertThat(Chain.header(truncate, HeaderNames.OP)).isEqualTo("t");
    assertThat(Chain.header(truncate, HeaderNames.TABLE)).isEqualTo("public.orders");
    assertThat(Chain.header(truncate, HeaderNames.POSITION)).isEqualTo(Events.POSITION.text());
  }

  @ParameterizedTest
  @EnumSource(Chain.class)
  void aTruncateIsDroppedAlsoWhereItWasFlattenedBefore(Chain chain) {
    Map<String, String> settings = Map.of("truncates", "drop");
    assertThat(chain.flatten(settings, Events.truncate())).isNull();
    SourceRecord before = (SourceRecord) Chain.SOURCE.flatten(Map.of(), Events.truncate());
    assertThat(chain.flatten(settings, before)).isNull();
    assertThat(Chain.flattened(Map.of("deletes", "drop"), before)).isSameAs(before);
  }

  @Test
  void aLogicalMessagePasses() {
    Schema schema =
        SchemaBuilder.struct()
            .name("io.debezium.connector.postgresql.MessageValue")
            .version(1)
            .field("op", Schema.STRING_SCHEMA)
            .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
            .field("source", Events.SOURCE)
            .field("transaction", Events.TRANSACTION)
            .field("message", SchemaBuilder.struct().field("prefix", Schema.STRING_SCHEMA).build())
            .build();
    Struct value = new Struct(schema).put("op", "m").put("source", Events.source());
    passes(Events.record(null, null, schema, value, Events.position(0)));
  }

  @Test
  void anEnvelopeThatIsALogicalMessagePasses() {
    Struct value = Events.value(Events.ROW, "m", null, null);
    passes(Events.record(null, null, value.schema(), value, Events.position(0)));
  }

  @Test
  void schemalessLogicalMessagesPass() {
    passes(Map.of("op", "m", "source", Map.of("schema", ""), "message", Map.of("prefix", "x")));
  }

  @Test
  void recordsOfOtherMakersPass() {
    Schema heartbeat =
        SchemaBuilder.struct()
            .name("io.debezium.connector.common.Heartbeat")
            .field("ts_ms", Schema.INT64_SCHEMA)
            .build();
    passes(
        Events.record(
            null, null, heartbeat, new Struct(heartbeat).put("ts_ms", 1L), new ConnectHeaders()));
    Schema envelope =
        SchemaBuilder.struct().name("acme.Envelope").field("op", Schema.STRING_SCHEMA).build();
    passes(
        Events.record(
            null, null, envelope, new Struct(envelope).put("op", "u"), new ConnectHeaders()));
    passes("text");
    passes(5L);
    passes(new byte[] {1});
    passes(List.of(1, 2));
    passes(Map.of("server", "shop", "kind", "progress"));
    passes(Map.of("op", "c", "source", "web", "after", "x"));
    Map<String, Object> transaction = new HashMap<>();
    transaction.put("status", "END");
    transaction.put("id", "771:97519");
    passes(transaction);
  }

  @Test
  void tombstonesPassAsTheyCame() {
    passes(Events.tombstone(5));
    passes(Events.foreignTombstone(5));
  }

  private static void passes(Object value) {
    passes(Events.record(null, null, null, value, new ConnectHeaders()));
  }

  private static void passes(SourceRecord record) {
    ConnectHeaders headers = new ConnectHeaders(record.headers());
    assertThat(Chain.flattened(EVERYTHING, record)).isSameAs(record);
    assertThat(record.headers()).isEqualTo(headers);
  }
}
