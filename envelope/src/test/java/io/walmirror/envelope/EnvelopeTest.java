package io.walmirror.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.Test;

class EnvelopeTest {

  private static final Schema ROW =
      SchemaBuilder.struct()
          .name("shop.public.orders.Value")
          .optional()
          .field("id", Schema.INT64_SCHEMA)
          .build();

  private static final Schema SOURCE =
      SchemaBuilder.struct()
          .name("io.debezium.connector.postgresql.Source")
          .field("snapshot", SchemaBuilder.string().optional().defaultValue("false").build())
          .field("schema", Schema.STRING_SCHEMA)
          .field("table", Schema.STRING_SCHEMA)
          .field("lsn", Schema.OPTIONAL_INT64_SCHEMA)
          .build();

  @Test
  void readsAStruct() {
    Struct after = new Struct(ROW).put("id", 5L);
    Struct value =
        new Struct(schema("shop.public.orders.Envelope"))
            .put("after", after)
            .put("source", source())
            .put("op", "c")
            .put("ts_ms", 99L);

    Envelope envelope = Envelope.of(value).orElseThrow();

    assertThat(envelope.op()).isEqualTo(Op.CREATE);
    assertThat(envelope.before()).isNull();
    assertThat(envelope.after()).isSameAs(after);
    assertThat(envelope.table()).isEqualTo(new TableName("public", "orders"));
    assertThat(envelope.source("lsn")).isEmpty();
    assertThat(envelope.source("snapshot")).contains("false");
    assertThat(envelope.source("nothing")).isEmpty();
    assertThat(envelope.other("ts_ms")).contains(99L);
    assertThat(envelope.other("transaction")).isEmpty();
    assertThat(envelope.transaction("id")).isEmpty();
  }

  @Test
  void readsAMap() {
    Map<String, Object> after = Map.of("id", 5L);
    Map<String, Object> value = map("u", after);

    value.put("transaction", Map.of("id", "7:12"));
    Envelope envelope = Envelope.of(value).orElseThrow();

    assertThat(envelope.op()).isEqualTo(Op.UPDATE);
    assertThat(envelope.transaction("id")).contains("7:12");
    assertThat(envelope.transaction("total_order")).isEmpty();
    assertThat(envelope.before()).isNull();
    assertThat(envelope.after()).isSameAs(after);
    assertThat(envelope.table()).isEqualTo(new TableName("public", "orders"));
    assertThat(envelope.source("lsn")).contains(12L);
    assertThat(envelope.source("nothing")).isEmpty();
    assertThat(envelope.other("ts_ms")).contains(99L);
    assertThat(envelope.other("nothing")).isEmpty();
  }

  @Test
  void aStructIsKnownByItsShapeWhateverItsNameIs() {
    for (String name : new String[] {"Envelope", "renamed", null}) {
      Struct value =
          new Struct(schema(name)).put("source", source()).put("op", "d").put("before", null);
      assertThat(Envelope.of(value)).as(name).isPresent();
    }
  }

  @Test
  void aForeignStructThatIsCalledEnvelopeIsNone() {
    Schema foreign =
        SchemaBuilder.struct()
            .name("acme.Envelope")
            .field("op", Schema.STRING_SCHEMA)
            .field("body", Schema.STRING_SCHEMA)
            .build();
    assertThat(Envelope.of(new Struct(foreign).put("op", "u").put("body", ""))).isEmpty();
  }

  @Test
  void aRowWithColumnsOfThoseNamesIsNone() {
    Schema row =
        SchemaBuilder.struct()
            .field("op", Schema.STRING_SCHEMA)
            .field("source", Schema.STRING_SCHEMA)
            .field("after", Schema.STRING_SCHEMA)
            .build();
    assertThat(Envelope.of(new Struct(row).put("op", "c").put("source", "").put("after", "")))
        .isEmpty();
    assertThat(Envelope.of(Map.of("op", "c", "source", "web", "after", "", "before", "")))
        .isEmpty();
    assertThat(Envelope.of(Map.of("op", 1, "source", Map.of(), "after", Map.of()))).isEmpty();
  }

  @Test
  void aLogicalMessageIsNone() {
    assertThat(Envelope.of(Map.of("op", "m", "source", Map.of(), "message", Map.of()))).isEmpty();
    Schema message =
        SchemaBuilder.struct()
            .name("io.debezium.connector.postgresql.MessageValue")
            .field("op", Schema.STRING_SCHEMA)
            .field("source", SOURCE)
            .field("message", SchemaBuilder.struct().build())
            .build();
    assertThat(Envelope.of(new Struct(message).put("op", "m").put("source", source()))).isEmpty();
  }

  @Test
  void nothingElseIsOne() {
    for (Object value : new Object[] {null, "text", 5L, new byte[0], List.of(), Map.of()}) {
      assertThat(Envelope.of(value)).isEmpty();
    }
  }

  @Test
  void aTruncateWithoutRowsIsOneAlsoWhereNullsWereLeftOut() {
    Map<String, Object> value = map("t", null);
    value.remove("after");
    assertThat(Envelope.of(value)).map(Envelope::op).contains(Op.TRUNCATE);
  }

  @Test
  void anOpThatNobodyKnowsIsRefused() {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> Envelope.of(map("x", Map.of())))
        .withMessage("the envelope's op is none of c, u, d, r, t, m");
  }

  @Test
  void aMissingOpIsRefused() {
    Schema schema =
        SchemaBuilder.struct()
            .field("after", ROW)
            .field("source", SOURCE)
            .field("op", Schema.OPTIONAL_STRING_SCHEMA)
            .build();
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> Envelope.of(new Struct(schema).put("source", source())))
        .withMessage("the envelope's op is null");
  }

  @Test
  void aSourceBlockWithoutATableIsSaidPlainly() {
    Map<String, Object> value = map("c", Map.of());
    value.put("source", Map.of("schema", "public"));
    Envelope envelope = Envelope.of(value).orElseThrow();
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(envelope::table)
        .withMessage("the envelope's source block has no table");
  }

  private static Schema schema(String name) {
    return SchemaBuilder.struct()
        .name(name)
        .version(2)
        .field("before", ROW)
        .field("after", ROW)
        .field("source", SOURCE)
        .field("op", Schema.STRING_SCHEMA)
        .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
        .build();
  }

  private static Struct source() {
    return new Struct(SOURCE).put("schema", "public").put("table", "orders");
  }

  private static Map<String, Object> map(String op, Object after) {
    Map<String, Object> value = new HashMap<>();
    value.put("op", op);
    value.put("before", null);
    value.put("after", after);
    value.put("source", Map.of("schema", "public", "table", "orders", "lsn", 12L));
    value.put("ts_ms", 99L);
    return value;
  }
}
