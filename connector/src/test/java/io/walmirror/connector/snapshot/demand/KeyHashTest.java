package io.walmirror.connector.snapshot.demand;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.junit.jupiter.api.Test;

@SuppressWarnings("JavaUtilDate") // Connect has keys of this class.
class KeyHashTest {

  private final KeyHash hash = new KeyHash(42);

  @Test
  void momentsThatDifferByAMillisecondAreOtherKeys() {
    Instant noon = Instant.parse("2024-02-29T12:00:00.100Z");
    differ(Timestamp.SCHEMA, () -> Date.from(noon), () -> Date.from(noon.plusMillis(1)));
    differ(Time.SCHEMA, () -> new Date(43_200_100), () -> new Date(43_200_600));
    differ(
        org.apache.kafka.connect.data.Date.SCHEMA, () -> new Date(0), () -> new Date(86_400_000));
  }

  @Test
  void valuesOfEveryClassThatAKeyCanHaveAreToldApart() {
    differ(Schema.STRING_SCHEMA, () -> "ab" + "c".repeat(1), () -> "abd");
    differ(Schema.BOOLEAN_SCHEMA, () -> true, () -> false);
    differ(Schema.INT16_SCHEMA, () -> (short) 1, () -> (short) 2);
    differ(Schema.INT32_SCHEMA, () -> 1, () -> 2);
    differ(Schema.INT64_SCHEMA, () -> 1L << 40, () -> 1L << 41);
    differ(Schema.FLOAT32_SCHEMA, () -> 1.25f, () -> 1.5f);
    differ(Schema.FLOAT64_SCHEMA, () -> 1.1, () -> Math.nextUp(1.1));
    differ(Schema.BYTES_SCHEMA, () -> new byte[] {1, 2}, () -> new byte[] {1, 3});
    differ(
        Schema.BYTES_SCHEMA,
        () -> ByteBuffer.wrap(new byte[] {1, 2}),
        () -> ByteBuffer.wrap(new byte[] {2, 1}));
    differ(Decimal.schema(2), () -> new BigDecimal("1.10"), () -> new BigDecimal("1.11"));
    Schema list = SchemaBuilder.array(Timestamp.SCHEMA).build();
    differ(list, () -> List.of(new Date(1)), () -> List.of(new Date(2)));
    Schema map = SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.OPTIONAL_STRING_SCHEMA).build();
    differ(map, () -> Map.of("a", "1", "b", "2"), () -> Map.of("a", "2", "b", "1"));
    Schema inner = SchemaBuilder.struct().field("at", Timestamp.SCHEMA).build();
    differ(
        inner,
        () -> new Struct(inner).put("at", new Date(1)),
        () -> new Struct(inner).put("at", new Date(2)));
    differ(Schema.OPTIONAL_STRING_SCHEMA, () -> null, () -> "");
  }

  @Test
  void whereOneColumnEndsAndTheNextBeginsCounts() {
    Schema two =
        SchemaBuilder.struct()
            .field("a", Schema.STRING_SCHEMA)
            .field("b", Schema.STRING_SCHEMA)
            .build();
    assertThat(hash.of(new Struct(two).put("a", "xy").put("b", "z")))
        .isNotEqualTo(hash.of(new Struct(two).put("a", "x").put("b", "yz")));
  }

  /** Each value is made twice, so that what is equal need not be the same object. */
  private void differ(Schema schema, Supplier<Object> one, Supplier<Object> other) {
    long hashed = hash.of(key(schema, one.get()));
    assertThat(hash.of(key(schema, one.get()))).as("%s again", one.get()).isEqualTo(hashed);
    assertThat(hash.of(key(schema, other.get())))
        .as("%s beside %s", other.get(), one.get())
        .isNotEqualTo(hashed);
  }

  private static Struct key(Schema schema, Object value) {
    return new Struct(SchemaBuilder.struct().field("k", schema).build()).put("k", value);
  }
}
