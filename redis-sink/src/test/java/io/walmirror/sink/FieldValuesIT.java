package io.walmirror.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.sink.fixture.RealRedis;
import io.walmirror.sink.fixture.RunningSink;
import io.walmirror.sink.fixture.SharedRedis;
import io.walmirror.sink.fixture.Table;
import io.walmirror.sink.fixture.Table.Form;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What hashes hold for NULLs, bytes and nested values, and the old spelling of their type. */
@ExtendWith(SharedRedis.class)
class FieldValuesIT {

  private final RealRedis redis;
  private final Table orders = Table.orders();

  FieldValuesIT(RealRedis redis) {
    this.redis = redis;
  }

  @Test
  void aNullIsNoFieldOrAnEmptyOneOrALiteral() {
    assertThat(nulls()).isEqualTo(Map.of("id", "1", "note", "n"));
    assertThat(nulls("redis.nulls", "empty"))
        .isEqualTo(Map.of("id", "1", "note", "n", "customer", ""));
    assertThat(nulls("redis.nulls", "literal"))
        .isEqualTo(Map.of("id", "1", "note", "n", "customer", "NULL"));
    assertThat(nulls("redis.nulls", "literal", "redis.nulls.literal", "none"))
        .as("a replay after the setting changed")
        .containsEntry("customer", "none");
    assertThat(nulls()).as("and back").isEqualTo(Map.of("id", "1", "note", "n"));
  }

  @Test
  void aNullThatIsAFieldIsFencedAndCarriedIntoPartialRowsAsAnyOther() {
    try (RunningSink sink = RunningSink.start(redis.uri(), "redis.nulls", "literal")) {
      sink.put(
          orders.upsert(
              Form.FLAT, "u", Table.at(20), List.of("note"), Table.row("id", 1, "customer", "b")));
      sink.put(orders.upsert(10, "id", 1, "customer", "a", "note", null));
      assertThat(redis.row("orders:1"))
          .isEqualTo(Map.of("id", "1", "customer", "b", "note", "NULL"));
      sink.put(orders.delete(30, "id", 1));
      sink.put(orders.upsert(25, "id", 1, "customer", null));
      assertThat(redis.exists("orders:1")).isFalse();
    }
    try (RunningSink plain =
        RunningSink.start(redis.uri(), "redis.nulls", "literal", "redis.fence", "off")) {
      plain.put(orders.upsert(25, "id", 1, "customer", null));
      assertThat(redis.exists("orders:1")).as("without fence").isTrue();
    }
  }

  @Test
  void bytesAreAsPrintedOrRawOrBase64() {
    byte[] bytes = {'a', 'b', 0, 'c'};
    for (Object value : List.of(bytes, ByteBuffer.wrap(bytes))) {
      assertThat(binary(value, "text")).containsExactly(ascii("\\x61620063"));
      assertThat(binary(value, "raw")).containsExactly(bytes);
      assertThat(binary(value, "base64")).containsExactly(ascii("YWIAYw=="));
    }
  }

  @Test
  void bitStringsAreNoBytes() {
    Map<String, Schema> columns = new LinkedHashMap<>();
    columns.put("id", Schema.INT32_SCHEMA);
    columns.put(
        "flags",
        SchemaBuilder.bytes().name("io.debezium.data.Bits").parameter("length", "4").build());
    Table bits = Table.of("public", "bits", columns, List.of("id"));
    try (RunningSink sink = RunningSink.start(redis.uri(), "redis.binary", "raw")) {
      sink.put(bits.upsert(10, "id", 1, "flags", new byte[] {5}));
    }
    assertThat(redis.row("bits:1")).containsEntry("flags", "0101");
  }

  @Test
  void nestedValuesWithoutSchemaAreCompactJson() {
    Map<String, Object> nested = new LinkedHashMap<>();
    nested.put("a", List.of(1, "x"));
    nested.put("b", null);
    try (RunningSink sink = RunningSink.start(redis.uri())) {
      for (Form form : List.of(Form.ENVELOPE_MAP, Form.FLAT_MAP)) {
        sink.put(
            orders.upsert(
                form, "c", Table.at(10), List.of(), Table.row("id", 1, "customer", nested)));
        assertThat(redis.row("orders:1"))
            .as(form.name())
            .containsEntry("customer", "{\"a\":[1,\"x\"],\"b\":null}");
      }
    }
  }

  @Test
  void theOldSpellingOfTheTypeIsUnderstood() {
    try (RunningSink sink = RunningSink.start(redis.uri(), "redis.command", "SET")) {
      sink.put(orders.upsert(10, "id", 1));
    }
    assertThat(redis.client().text("GET", "orders:1")).isEqualTo("{\"id\":1}");
    try (RunningSink sink =
        RunningSink.start(redis.uri(), "redis.command", "HSET", "redis.keyspace", "h")) {
      sink.put(orders.upsert(10, "id", 1));
    }
    assertThat(redis.row("h:1")).isEqualTo(Map.of("id", "1"));
  }

  private Map<String, String> nulls(String... settings) {
    try (RunningSink sink = RunningSink.start(redis.uri(), settings)) {
      sink.put(orders.upsert(10, "id", 1, "customer", null, "note", "n"));
    }
    return redis.row("orders:1");
  }

  private byte[] binary(Object value, String setting) {
    Map<String, Schema> columns = new LinkedHashMap<>();
    columns.put("id", Schema.INT32_SCHEMA);
    columns.put("data", Schema.BYTES_SCHEMA);
    Table blobs = Table.of("public", "blobs", columns, List.of("id"));
    try (RunningSink sink = RunningSink.start(redis.uri(), "redis.binary", setting)) {
      sink.put(blobs.upsert(10, "id", 1, "data", value));
    }
    return (byte[]) redis.client().callBytes(ascii("HGET"), ascii("blobs:1"), ascii("data"));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
