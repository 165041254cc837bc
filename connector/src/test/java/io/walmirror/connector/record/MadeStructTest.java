package io.walmirror.connector.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.Test;

class MadeStructTest {

  private static final Schema SCHEMA =
      SchemaBuilder.struct()
          .field("a", Schema.INT64_SCHEMA)
          .field("b", Schema.OPTIONAL_BYTES_SCHEMA)
          .build();

  @Test
  void valuesPutBySlotAreFoundByName() {
    Struct made = new MadeStruct(SCHEMA).put(MadeStruct.slot(SCHEMA, "a"), 7L);

    assertThat(made.getInt64("a")).isEqualTo(7L);
    assertThat(made.get("b")).isNull();
  }

  @Test
  void aValueOfTheWrongTypeIsStillRefused() {
    MadeStruct made = new MadeStruct(SCHEMA);

    assertThatThrownBy(() -> made.put(MadeStruct.slots(SCHEMA)[0], "seven"))
        .isInstanceOf(DataException.class);
  }

  @Test
  void itEqualsAnyStructWithTheSameValues() {
    Struct made = new MadeStruct(SCHEMA).put("a", 7L).put("b", new byte[] {1});
    Struct plain = new Struct(SCHEMA).put("a", 7L).put("b", new byte[] {1});
    Struct other = new Struct(SCHEMA).put("a", 8L);

    assertThat(made.equals(plain)).isTrue();
    assertThat(made.equals(other)).isFalse();
  }

  @Test
  void aNullIsNotTheDefaultOfItsColumn() {
    Schema schema =
        SchemaBuilder.struct()
            .field("v", SchemaBuilder.string().optional().defaultValue("x").build())
            .build();
    Struct none = new MadeStruct(schema);
    Struct stated = new MadeStruct(schema).put("v", "x");

    assertThat(none.get("v")).as("what Kafka's own code makes of it").isEqualTo("x");
    assertThat(none.get(MadeStruct.valueSlot(schema, "v"))).isNull();
    assertThat(stated.get(MadeStruct.valueSlot(schema, "v"))).isEqualTo("x");
    assertThat(none.equals(stated)).isFalse();
    assertThat(none.equals(new MadeStruct(schema))).isTrue();
  }
}
