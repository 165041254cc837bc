package io.walmirror.connector.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameAdjustmentTest {

  @ParameterizedTest
  @CsvSource({
    "plain, plain, plain",
    "a_b, a_b, a_u005fb",
    "2nd col-umn, _2nd_col_umn, _u0032nd_u0020col_u002dumn",
    "ü.x, __x, _u00fc_u002ex",
    "-1, _1, _u002d1"
  })
  void fieldsHaveNamesThatAvroKnows(String name, String avro, String unicode) {
    assertThat(NameAdjustment.NONE.field(name)).isEqualTo(name);
    assertThat(NameAdjustment.AVRO.field(name)).isEqualTo(avro);
    assertThat(NameAdjustment.AVRO_UNICODE.field(name)).isEqualTo(unicode);
  }

  @ParameterizedTest
  @CsvSource({
    "t.public.item.Value, t.public.item.Value, t.public.item.Value",
    "my-app.public.a_b.Key, my_app.public.a_b.Key, my_u002dapp.public.a_u005fb.Key"
  })
  void schemasMayHaveDots(String name, String avro, String unicode) {
    assertThat(NameAdjustment.AVRO.schema(name)).isEqualTo(avro);
    assertThat(NameAdjustment.AVRO_UNICODE.schema(name)).isEqualTo(unicode);
  }
}
